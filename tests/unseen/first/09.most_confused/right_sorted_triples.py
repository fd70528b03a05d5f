# right: comprehension over the Python lists, sorted by the third number
def most_confused(matrix, k):
    rows = matrix.tolist()
    triples = [(t, p, rate) for t, row in enumerate(rows) for p, rate in enumerate(row) if t != p]
    return sorted(triples, key=lambda triple: triple[2], reverse=True)[:k]
