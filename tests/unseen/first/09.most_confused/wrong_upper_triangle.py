# wrong: Only pairs above the diagonal are looked at, as if cat for dog and dog for cat were the same mistake.
def most_confused(matrix, k):
    n = len(matrix)
    triples = [(i, j, matrix[i, j].item()) for i in range(n) for j in range(i + 1, n)]
    return sorted(triples, key=lambda triple: triple[2], reverse=True)[:k]
