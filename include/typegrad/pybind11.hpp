// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Functions and their gradients for Python, over arrays of NumPy: read where they are, without a copy and without the interpreter's lock.
//
//     PYBIND11_MODULE(models, m) {
//         m.def("price", typegrad::for_numpy<5>(price));                             // a function of a std::array of five numbers
//         m.def("price_and_gradient", typegrad::with_gradient_for_numpy<5>(price));
//     }
//
//     price(x)                     # x.shape is (5,): a number; (n, 5): n numbers
//     price_and_gradient(x)        # two arrays, of shapes (n,) and (n, 5)
//
// An array that is not of float64, or not by rows one after the other, is an error that says what to write; nothing is converted silently.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/transform/gradient.hpp>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

namespace typegrad::inline v0_2 {

namespace detail {
    // Rows of so many numbers, of an array of one or two dimensions.
    template <std::size_t N>
    class rows_of_numpy {
    public:
        explicit rows_of_numpy(pybind11::array const& x) : is_one(x.ndim() == 1) {
            constexpr auto width = static_cast<pybind11::ssize_t>(N);
            if (!pybind11::isinstance<pybind11::array_t<double>>(x) || (x.flags() & pybind11::array::c_style) == 0)
                throw pybind11::value_error("the array must be of float64 and by rows: write numpy.ascontiguousarray(x, dtype=numpy.float64)");
            if ((x.ndim() != 1 && x.ndim() != 2) || x.shape(x.ndim() - 1) != width)
                throw pybind11::value_error("the array's shape must be (" + std::to_string(N) + ",) or (n, " + std::to_string(N) + ")");
            count = is_one ? 1 : x.shape(0);
            numbers = static_cast<double const*>(x.data());
        }
        std::array<double, N> operator[](pybind11::ssize_t i) const {
            std::array<double, N> row;
            std::copy(numbers + i * static_cast<pybind11::ssize_t>(N), numbers + (i + 1) * static_cast<pybind11::ssize_t>(N), row.begin());
            return row;
        }

        bool is_one;
        pybind11::ssize_t count;

    private:
        double const* numbers;
    };
}

// f, of a std::array of N numbers, as a function of an array.
template <std::size_t N, class F>
auto for_numpy(F const& f) {
    return [f](pybind11::array const& x) -> pybind11::object {
        detail::rows_of_numpy<N> const rows(x);
        pybind11::array_t<double> values(rows.count);
        double* const value = values.mutable_data();
        {
            pybind11::gil_scoped_release const released;
            for (pybind11::ssize_t i = 0; i < rows.count; ++i) value[i] = f(rows[i]);
        }
        if (rows.is_one) return pybind11::float_(value[0]);
        return values;
    };
}

// The same with the gradient: a pair of the values and the gradients.
template <std::size_t N, class F>
auto with_gradient_for_numpy(F const& f) {
    return [f](pybind11::array const& x) -> pybind11::tuple {
        detail::rows_of_numpy<N> const rows(x);
        constexpr auto width = static_cast<pybind11::ssize_t>(N);
        pybind11::array_t<double> values(rows.count), gradients({rows.count, width});
        double *const value = values.mutable_data(), *gradient = gradients.mutable_data();
        {
            pybind11::gil_scoped_release const released;
            for (pybind11::ssize_t i = 0; i < rows.count; ++i) {
                auto const at = typegrad::value_and_gradient(f)(rows[i]);
                value[i] = at.value;
                gradient = std::copy(at.gradient.begin(), at.gradient.end(), gradient);
            }
        }
        if (rows.is_one) return pybind11::make_tuple(value[0], gradients.reshape({width}));
        return pybind11::make_tuple(std::move(values), std::move(gradients));
    };
}

}

#include <typegrad/macros/restore.hpp>
