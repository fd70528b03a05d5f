# wrong: sorted without reverse gives the k smallest entries, the smallest first.
def most_confused(matrix, k):
    triples = [
        (t, p, rate)
        for t, row in enumerate(matrix.tolist())
        for p, rate in enumerate(row)
        if t != p
    ]
    return sorted(triples, key=lambda triple: triple[2])[:k]
