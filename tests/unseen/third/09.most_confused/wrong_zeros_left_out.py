# wrong: pairs whose entry is 0 are left out, so fewer than k come back
def most_confused(matrix, k):
    pairs = []
    for true, row in enumerate(matrix.tolist()):
        for predicted, rate in enumerate(row):
            if true != predicted and rate > 0:
                pairs.append((true, predicted, rate))
    pairs.sort(key=lambda pair: pair[2], reverse=True)
    return pairs[:k]
