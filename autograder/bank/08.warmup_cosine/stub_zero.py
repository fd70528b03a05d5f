def warmup_cosine(step, warmup_steps, total_steps):
    return 0.0
