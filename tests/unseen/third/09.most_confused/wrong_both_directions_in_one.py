# wrong: the two directions of a pair are added up and reported as one
def most_confused(matrix, k):
    both = (matrix + matrix.T).tolist()
    size = len(both)
    pairs = [(i, j, both[i][j]) for i in range(size) for j in range(i + 1, size)]
    return sorted(pairs, key=lambda pair: pair[2], reverse=True)[:k]
