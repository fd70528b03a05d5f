# wrong: two mistakes: both directions of a pair are added up, and each pair is listed once, as (smaller, larger)
def most_confused(matrix, k):
    both = matrix + matrix.T
    n = both.shape[0]
    triples = [(i, j, both[i, j].item()) for i in range(n) for j in range(i + 1, n)]
    triples.sort(key=lambda t: t[2], reverse=True)
    return triples[:k]
