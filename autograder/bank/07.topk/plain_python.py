"""Lists and loops; the same function for every k on its own."""


def _topk_accuracies(logits, targets, ks=(1, 5)):
    rows, wanted = logits.tolist(), targets.tolist()

    def fraction(k):
        right = 0
        for row, target in zip(rows, wanted, strict=True):
            best = sorted(range(len(row)), key=row.__getitem__, reverse=True)[:k]
            if target in best:
                right += 1
        return right / len(wanted)

    answer = dict.fromkeys(ks)
    for k in answer:
        answer[k] = fraction(k)
    return answer
