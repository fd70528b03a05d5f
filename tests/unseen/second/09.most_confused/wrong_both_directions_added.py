# wrong: Both directions of a pair are added up and given as one mistake, though to call a cat a dog and a dog a cat are two.
def most_confused(matrix, k):
    m = matrix.tolist()
    triples = []
    for i in range(len(m)):
        for j in range(i + 1, len(m)):
            triples.append((i, j, m[i][j] + m[j][i]))
    triples.sort(key=lambda triple: triple[2], reverse=True)
    return triples[:k]
