// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Whether a small symmetric matrix is positive semidefinite.
#pragma once
#pragma GCC system_header

#include <typegrad/math/arithmetic.hpp>

#include <limits>

namespace typegrad::inline v0_2::math {

// The matrix is eliminated in place. No pivot may be negative, and none 0 beside an entry that is not; one entry at least is positive. (Up to
// roundings: a pivot of (a - b)², which is 0, may come out on either side of it.)
template <int Capacity, class T>
constexpr bool is_semidefinite(T (&matrix)[Capacity][Capacity], int size) {
    T largest = 0;
    for (int k = 0; k < size; ++k) largest = matrix[k][k] > largest ? matrix[k][k] : largest;
    T const rounding = 64 * std::numeric_limits<T>::epsilon() * largest;
    if (!(largest > 0 && largest < std::numeric_limits<T>::max())) return false;
    bool done[Capacity]{};
    for (int step = 0; step < size; ++step) {
        int pivot = -1;
        for (int k = 0; k < size; ++k)
            if (!done[k] && (pivot < 0 || matrix[k][k] > matrix[pivot][pivot])) pivot = k;
        T const d = matrix[pivot][pivot];
        if (d <= rounding) {  // the greatest one that is left: all that is left must be 0
            for (int a = 0; a < size; ++a)
                for (int b = 0; b < size; ++b)
                    if (!done[a] && !done[b] && !(matrix[a][b] <= rounding && matrix[a][b] >= -rounding)) return false;
            return true;
        }
        done[pivot] = true;
        for (int a = 0; a < size; ++a)
            for (int b = 0; b < size; ++b)
                if (!done[a] && !done[b]) matrix[a][b] -= divide(matrix[a][pivot] * matrix[pivot][b], d);
    }
    return true;
}

}
