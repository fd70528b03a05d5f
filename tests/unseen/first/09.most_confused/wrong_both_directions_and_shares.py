# wrong: Both directions are added up and listed as one pair AND the sum is divided by the matrix's total.
def most_confused(matrix, k):
    both = (matrix + matrix.T) / matrix.sum()
    n = len(both)
    triples = [(i, j, both[i, j].item()) for i in range(n) for j in range(i + 1, n)]
    return sorted(triples, key=lambda triple: triple[2], reverse=True)[:k]
