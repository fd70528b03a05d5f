def warmup_cosine(step, warmup_steps, total_steps):
    raise NotImplementedError("08.warmup_cosine")
