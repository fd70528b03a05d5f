# wrong: a dict from rate to pair keeps only one of several pairs with the same rate
def most_confused(matrix, k):
    by_rate = {}
    for true, row in enumerate(matrix.tolist()):
        for predicted, rate in enumerate(row):
            if true != predicted:
                by_rate[rate] = (true, predicted)
    rates = sorted(by_rate, reverse=True)[:k]
    return [(*by_rate[rate], rate) for rate in rates]
