def most_confused(matrix, k):
    size = len(matrix)
    return [(0, 1, 0.0)] * min(k, size * (size - 1))
