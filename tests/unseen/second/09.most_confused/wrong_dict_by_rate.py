# wrong: Pairs are kept in a dict whose key is the rate, so of several pairs that occur equally often only one is left.
def most_confused(matrix, k):
    pairs = {}
    for true, row in enumerate(matrix.tolist()):
        for predicted, rate in enumerate(row):
            if true != predicted:
                pairs[rate] = (true, predicted)
    largest = sorted(pairs, reverse=True)[:k]
    return [(*pairs[rate], rate) for rate in largest]
