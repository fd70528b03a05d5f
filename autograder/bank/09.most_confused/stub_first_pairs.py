def most_confused(matrix, k):
    pairs = [(t, p) for t in range(len(matrix)) for p in range(len(matrix)) if t != p]
    return [(t, p, float(matrix[t, p])) for t, p in pairs[:k]]
