# wrong: The triples are sorted as they are, by the number of the true class instead of by the rate.
def most_confused(matrix, k):
    triples = []
    for t, row in enumerate(matrix.tolist()):
        for p, rate in enumerate(row):
            if t != p:
                triples.append((t, p, rate))
    return sorted(triples, reverse=True)[:k]
