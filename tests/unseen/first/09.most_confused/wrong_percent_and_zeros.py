# wrong: The rate is turned into a percentage of its row AND entries of 0 are left out.
def most_confused(matrix, k):
    triples = []
    for t, row in enumerate(matrix.tolist()):
        total = sum(row)
        for p, value in enumerate(row):
            if t != p and value > 0:
                triples.append((t, p, 100 * value / total))
    triples.sort(key=lambda triple: triple[2], reverse=True)
    return triples[:k]
