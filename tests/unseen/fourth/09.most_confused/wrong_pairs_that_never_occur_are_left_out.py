# wrong: pairs whose entry is 0 are left out
def most_confused(matrix, k):
    pairs = []
    for i, row in enumerate(matrix.tolist()):
        for j, value in enumerate(row):
            if i != j and value > 0:
                pairs.append((i, j, value))
    pairs.sort(key=lambda p: -p[2])
    return pairs[:k]
