# right: itertools.permutations gives the pairs and heapq the k largest
import heapq
from itertools import permutations
from operator import itemgetter


def most_confused(matrix, k):
    table = matrix.tolist()
    pairs = ((true, said, table[true][said]) for true, said in permutations(range(len(table)), 2))
    return heapq.nlargest(k, pairs, key=itemgetter(2))
