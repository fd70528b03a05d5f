# wrong: rows are divided by their sums first, so the third number is not the entry
def most_confused(matrix, k):
    shares = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1e-12)
    rows = shares.tolist()
    triples = [
        (true, predicted, rate)
        for true, row in enumerate(rows)
        for predicted, rate in enumerate(row)
        if true != predicted
    ]
    return sorted(triples, key=lambda triple: triple[2], reverse=True)[:k]
