// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Products of matrices, and convolutions, which are products as well. Eigen multiplies.
#pragma once
#pragma GCC system_header

#include <typegrad/tape/tensor/reductions.hpp>

#include <Eigen/Core>

namespace typegrad::inline v0_2::tape {

namespace detail {

    template <class T>
    using row_major = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    template <class T>
    Eigen::Map<row_major<T> const> matrix_at(T const* data, std::ptrdiff_t rows, std::ptrdiff_t columns) {
        return {data, rows, columns};
    }
    template <class T>
    Eigen::Map<row_major<T>> matrix_at(T* data, std::ptrdiff_t rows, std::ptrdiff_t columns) {
        return {data, rows, columns};
    }

    template <class T>
    using matrix_map = Eigen::Map<row_major<T> const>;

    // One that is needed for a while.
    template <class T>
    class own_matrix {
    public:
        own_matrix(Eigen::Index rows, Eigen::Index columns) : numbers_(new_owned_array<T>(rows * columns)), rows_(rows), columns_(columns) {}
        T* data() const { return numbers_.get(); }
        T& operator()(Eigen::Index i, Eigen::Index j) const { return numbers_.get()[i * columns_ + j]; }
        Eigen::Index rows() const { return rows_; }
        Eigen::Index cols() const { return columns_; }
        Eigen::Index size() const { return rows_ * columns_; }

    private:
        owned_array<T> numbers_;
        Eigen::Index rows_, columns_;
    };
    template <class T>
    own_matrix<T> transposed(matrix_map<T> const& m) {
        own_matrix<T> t(m.cols(), m.rows());
        for (Eigen::Index i = 0; i < m.rows(); ++i)
            for (Eigen::Index j = 0; j < m.cols(); ++j) t(j, i) = m(i, j);
        return t;
    }
    // The one product that there is: Eigen's are long to compile.
    template <class T>
    void multiply(T* into, matrix_map<T> const& a, matrix_map<T> const& b) {
        matrix_at(into, a.rows(), b.cols()).noalias() = a * b;
    }
    template <class T>
    matrix_map<T> map_of(own_matrix<T> const& m) {
        return matrix_at(static_cast<T const*>(m.data()), m.rows(), m.cols());
    }

    // w b, where w is a gradient: what is untouched in it owes nothing, be it to infinity, and a row of nothing else owes nothing at all.
    template <class T>
    own_matrix<T> owed_product(matrix_map<T> const& w, matrix_map<T> const& b) {
        own_matrix<T> product(w.rows(), b.cols());
        multiply(product.data(), w, b);
        for (Eigen::Index i = 0; i < w.rows(); ++i) {
            T const* const row = w.data() + i * w.cols();
            auto const count = std::count_if(row, row + w.cols(), is_untouched<T>);
            for (Eigen::Index j = 0; count > 0 && j < b.cols(); ++j) {
                if (count == w.cols()) {
                    product(i, j) = adjoint<T>().value;
                } else if (!is_finite(T(product(i, j)))) {
                    T owed(0);
                    for (Eigen::Index k = 0; k < w.cols(); ++k)
                        if (!is_untouched(row[k])) owed += row[k] * b(k, j);
                    product(i, j) = owed;
                }
            }
        }
        return product;
    }
    template <class T>
    void add(T* into, own_matrix<T> const& owed) {
        for (Eigen::Index i = 0; i < owed.size(); ++i) into[i] += owed.data()[i];
    }
    template <class T>
    void add_transposed(T* into, own_matrix<T> const& owed) {
        for (Eigen::Index j = 0; j < owed.cols(); ++j)
            for (Eigen::Index i = 0; i < owed.rows(); ++i) *into++ += owed(i, j);
    }

    // Two matrices of each place in arrays of matrices.
    struct matrix_product {
        std::ptrdiff_t rows, inner, columns;
        detail::offset_list first, second;  // where the operands of each product begin
    };

}

// The product of two matrices, as PyTorch's matmul: a vector on the left is a row, one on the right a column, and of more axes the first ones
// are broadcast.
template <class T>
basic_tensor<T> matmul(basic_tensor<T> const& a, basic_tensor<T> const& b) {
    char const* const remedy = "the last axis of the first must be as long as the last but one of the second";
    if (a.dim() == 0 || b.dim() == 0) detail::misfit("matmul", a.shape(), b.shape(), "a single number multiplies by *");
    extents of_a = a.shape(), of_b = b.shape();
    if (a.dim() == 1) of_a.insert(of_a.begin(), 1);
    if (b.dim() == 1) of_b.push_back(1);
    detail::matrix_product p{of_a[of_a.size() - 2], of_a.back(), of_b.back(), {}, {}};
    if (of_b[of_b.size() - 2] != p.inner) detail::misfit("matmul", a.shape(), b.shape(), remedy);
    extents const batch_a(of_a.begin(), of_a.end() - 2), batch_b(of_b.begin(), of_b.end() - 2);
    extents shape = batch_a == batch_b ? batch_a : detail::broadcast("matmul", batch_a, batch_b);
    p.first = detail::broadcast_offsets(batch_a, shape);
    p.second = detail::broadcast_offsets(batch_b, shape);
    for (auto& start : p.first) start *= p.rows * p.inner;
    for (auto& start : p.second) start *= p.inner * p.columns;
    if (a.dim() > 1) shape.push_back(p.rows);
    if (b.dim() > 1) shape.push_back(p.columns);

    auto const y = detail::new_array<T>(detail::size_of(shape));
    using detail::matrix_at;
    for (std::size_t k = 0; k < p.first.size(); ++k)
        detail::multiply(y.get() + static_cast<std::ptrdiff_t>(k) * p.rows * p.columns, matrix_at(a.data() + p.first[k], p.rows, p.inner), matrix_at(b.data() + p.second[k], p.inner, p.columns));
    detail::operand_list<T> both{a.as_operand(), b.as_operand()};
    bool const is_square = a.dim() == 1 && b.dim() == 1 && detail::is_same(both[0], both[1]);
    return detail::record_array("matmul", shape, y, std::move(both), [p](T const* w, auto const& in, auto&& owe) {
        T *const of_first = owe(0), *const of_second = owe(1);
        for (std::size_t k = 0; k < p.first.size(); ++k, w += p.rows * p.columns) {
            auto const wk = matrix_at(w, p.rows, p.columns);
            if (of_first) detail::add(of_first + p.first[k], detail::owed_product(wk, detail::map_of(detail::transposed(matrix_at(in[1].data() + p.second[k], p.inner, p.columns)))));
            if (of_second)
                detail::add_transposed(of_second + p.second[k], detail::owed_product(detail::map_of(detail::transposed(wk)), matrix_at(in[0].data() + p.first[k], p.rows, p.inner)));
        }
    }, [of_a, of_b](detail::recorded_debt<T> const& w, auto const& step, auto& owed) {
        // As matrices on both sides.
        extents as_matrices = detail::broadcast("matmul", extents(of_a.begin(), of_a.end() - 2), extents(of_b.begin(), of_b.end() - 2));
        as_matrices.push_back(of_a[of_a.size() - 2]), as_matrices.push_back(of_b.back());
        auto const owed_to = [](basic_tensor<T> const& x, extents to) {
            extents from = x.shape();
            std::copy(from.end() - 2, from.end(), to.end() - 2);
            return from == to ? x : detail::scattered(x, to, detail::broadcast_offsets(to, from));
        };
        basic_tensor<T> const seed = w.owed.reshape(as_matrices);
        if (step.in[0].at != 0) owed[0] = {owed_to(matmul(seed, detail::tensor_of(step.in[1]).reshape(of_b).transpose(-1, -2)), of_a).reshape(step.in[0].shape)};
        if (step.in[1].at != 0) owed[1] = {owed_to(matmul(detail::tensor_of(step.in[0]).reshape(of_a).transpose(-1, -2), seed), of_b).reshape(step.in[1].shape)};
    }, is_square);
}
// Σ aᵢ bᵢ of two vectors.
template <class T>
basic_tensor<T> dot(basic_tensor<T> const& a, basic_tensor<T> const& b) {
    if (a.dim() != 1 || a.shape() != b.shape()) detail::misfit("dot", a.shape(), b.shape(), "both must be vectors of one length; matmul multiplies matrices");
    return matmul(a, b);
}

template <class T>
basic_tensor<T> basic_tensor<T>::matmul(basic_tensor const& other) const {
    return tape::matmul(*this, other);
}
template <class T>
basic_tensor<T> basic_tensor<T>::dot(basic_tensor const& other) const {
    return tape::dot(*this, other);
}

// A tensor of two axes, or of one as a column, for Eigen: its numbers, which are there for as long as the tensor is.
template <class T>
Eigen::Map<detail::row_major<T> const> matrix(basic_tensor<T> const& x) {
    if (x.dim() == 0 || x.dim() > 2) detail::misfit("matrix(x) of a tensor of shape " + detail::written(x.shape()) + ", which has not one axis or two");
    return detail::matrix_at(x.data(), x.shape()[0], x.dim() == 2 ? x.shape()[1] : 1);
}
template <class T>
void matrix(basic_tensor<T>&&) = delete;

// How a convolution goes along all of its axes: how far from one place to the next, how many zeros are thought at both ends, how far
// apart the numbers are that one result is made of.
struct convolution {
    std::ptrdiff_t stride = 1, padding = 0, dilation = 1;
};

namespace detail {

    // Images and weights as matrices: of one image a row for each channel and place in the kernel, a column for each place of the result.
    struct convolution_plan {
        std::ptrdiff_t images, of_image, outputs, rows, columns;
        detail::offset_list source;  // where in an image each number of the matrix is; -1: in the padding

        template <class T>
        void gather(T const* image, T* into) const {
            for (std::size_t i = 0; i < source.size(); ++i) into[i] = source[i] < 0 ? T(0) : image[source[i]];
        }
    };
    inline std::ptrdiff_t places(char const* operation, extents const& x, extents const& weights, std::ptrdiff_t n, std::ptrdiff_t kernel, convolution const& how) {
        std::ptrdiff_t const reach = how.dilation * (kernel - 1) + 1, room = n + 2 * how.padding;
        if (kernel < 1 || room < reach) misfit(operation, x, weights, "the kernel must fit into the image and its padding");
        return (room - reach) / how.stride + 1;
    }

    // x: images × channels × height × width. weights: outputs × channels × height × width. `named` is what the user gave.
    template <class T>
    basic_tensor<T> convolve(char const* operation, basic_tensor<T> const& x, basic_tensor<T> const& weights, convolution const& high, convolution const& wide, extents const& named_x,
                             extents const& named_weights) {
        extents const &of_x = x.shape(), &of_w = weights.shape();
        if (wide.stride < 1 || wide.dilation < 1 || wide.padding < 0) misfit(std::string(operation) + ": stride and dilation are at least 1, padding at least 0");
        if (of_x[1] != of_w[1]) misfit(operation, named_x, named_weights, "images and weights must have as many channels");
        std::ptrdiff_t const channels = of_x[1], h = of_x[2], width = of_x[3];
        std::ptrdiff_t const high_places = places(operation, named_x, named_weights, h, of_w[2], high), wide_places = places(operation, named_x, named_weights, width, of_w[3], wide);
        convolution_plan plan{of_x[0], channels * h * width, of_w[0], channels * of_w[2] * of_w[3], high_places * wide_places, {}};
        plan.source.reserve(static_cast<std::size_t>(plan.rows * plan.columns));
        for (std::ptrdiff_t c = 0; c < channels; ++c)
            for (std::ptrdiff_t i = 0; i < of_w[2]; ++i)
                for (std::ptrdiff_t j = 0; j < of_w[3]; ++j)
                    for (std::ptrdiff_t p = 0; p < high_places; ++p)
                        for (std::ptrdiff_t q = 0; q < wide_places; ++q) {
                            std::ptrdiff_t const r = p * high.stride + i * high.dilation - high.padding, s = q * wide.stride + j * wide.dilation - wide.padding;
                            plan.source.push_back(r < 0 || r >= h || s < 0 || s >= width ? -1 : (c * h + r) * width + s);
                        }

        extents const shape{plan.images, plan.outputs, high_places, wide_places};
        auto const y = new_array<T>(size_of(shape));
        own_matrix<T> patches(plan.rows, plan.columns);
        for (std::ptrdiff_t k = 0; k < plan.images; ++k) {
            plan.gather(x.data() + k * plan.of_image, patches.data());
            multiply(y.get() + k * plan.outputs * plan.columns, matrix_at(weights.data(), plan.outputs, plan.rows), map_of(patches));
        }
        return record_array(operation, shape, y, {x.as_operand(), weights.as_operand()}, [plan](T const* w, auto const& in, auto&& owe) {
        T *const of_images = owe(0), *const of_weights = owe(1);
        for (std::ptrdiff_t k = 0; k < plan.images; ++k) {
            auto const wk = matrix_at(w + k * plan.outputs * plan.columns, plan.outputs, plan.columns);
            if (of_images) {
                own_matrix<T> const owed = owed_product(map_of(transposed(wk)), matrix_at(in[1].data(), plan.outputs, plan.rows));
                for (std::ptrdiff_t i = 0; i < plan.rows; ++i)
                    for (std::ptrdiff_t j = 0; j < plan.columns; ++j)
                        if (auto const at = plan.source[static_cast<std::size_t>(i * plan.columns + j)]; at >= 0) of_images[k * plan.of_image + at] += owed(j, i);
            }
            if (of_weights) {
                own_matrix<T> image(plan.rows, plan.columns);
                plan.gather(in[0].data() + k * plan.of_image, image.data());
                add(of_weights, owed_product(wk, map_of(transposed(map_of(image)))));
            }
        }
    }, [plan](recorded_debt<T> const& w, auto const& step, auto& owed) {
        detail::offset_list source;
        for (std::ptrdiff_t k = 0; k < plan.images; ++k)
            for (std::ptrdiff_t const at : plan.source) source.push_back(at < 0 ? -1 : k * plan.of_image + at);
        basic_tensor<T> const seed = w.owed.reshape({plan.images, plan.outputs, plan.columns});
        if (step.in[0].at != 0)
            owed[0] = {scattered(matmul(tensor_of(step.in[1]).reshape({plan.outputs, plan.rows}).transpose(), seed), step.in[0].shape, source)};
        if (step.in[1].at != 0) {
            auto const image = moved("gather", tensor_of(step.in[0]), {plan.images, plan.rows, plan.columns}, source);
            owed[1] = {matmul(seed, image.transpose(1, 2)).sum(0).reshape(step.in[1].shape)};
        }
    });
    }

}

// x: images × channels × length. weights: outputs × channels × length of the kernel. Gives images × outputs × places. What neural networks call a
// convolution: the kernel is not turned round.
template <class T>
basic_tensor<T> conv1d(basic_tensor<T> const& x, basic_tensor<T> const& weights, convolution const& how = {}) {
    extents const &of_x = x.shape(), &of_w = weights.shape();
    if (x.dim() != 3 || weights.dim() != 3) detail::misfit("conv1d", of_x, of_w, "it takes images × channels × length and outputs × channels × length");
    auto const y = detail::convolve("conv1d", x.reshape({of_x[0], of_x[1], 1, of_x[2]}), weights.reshape({of_w[0], of_w[1], 1, of_w[2]}), {}, how, of_x, of_w);
    return y.reshape({y.shape()[0], y.shape()[1], y.shape()[3]});
}
// x: images × channels × height × width. weights: outputs × channels × height × width of the kernel. Gives images × outputs × places.
template <class T>
basic_tensor<T> conv2d(basic_tensor<T> const& x, basic_tensor<T> const& weights, convolution const& how = {}) {
    if (x.dim() != 4 || weights.dim() != 4) detail::misfit("conv2d", x.shape(), weights.shape(), "it takes images × channels × height × width and outputs × channels × height × width");
    return detail::convolve("conv2d", x, weights, how, how, x.shape(), weights.shape());
}

namespace detail {
    // Squares of numbers, behind the places of the result: images × channels × height × width × numbers.
    template <class T>
    basic_tensor<T> windows(char const* operation, basic_tensor<T> const& x, std::ptrdiff_t kernel, std::ptrdiff_t stride) {
        if (x.dim() != 4) misfit(std::string(operation) + " of a tensor of shape " + written(x.shape()) + "; it takes images × channels × height × width");
        if (kernel < 1 || stride < 1) misfit(std::string(operation) + ": kernel and stride are at least 1");
        extents const& of = x.shape();
        extents const square{kernel, kernel};
        convolution const how{stride, 0, 1};
        extents const shape{of[0], of[1], places(operation, of, square, of[2], kernel, how), places(operation, of, square, of[3], kernel, how), kernel * kernel};
        offset_list offsets;
        offsets.reserve(static_cast<std::size_t>(size_of(shape)));
        for (std::ptrdiff_t image = 0; image < of[0] * of[1]; ++image)
            for (std::ptrdiff_t p = 0; p < shape[2]; ++p)
                for (std::ptrdiff_t q = 0; q < shape[3]; ++q)
                    for (std::ptrdiff_t k = 0; k < shape[4]; ++k) offsets.push_back((image * of[2] + p * stride + k / kernel) * of[3] + q * stride + k % kernel);
        return moved(operation, x, shape, std::move(offsets));
    }
}

// The largest of each square of kernel × kernel numbers, and their mean. x: images × channels × height × width. From one square to the next it is the
// stride, or as far as the square is wide.
template <class T>
basic_tensor<T> max_pool2d(basic_tensor<T> const& x, std::ptrdiff_t kernel, std::ptrdiff_t stride) {
    return detail::windows("max_pool2d", x, kernel, stride).max(-1);
}
template <class T>
basic_tensor<T> max_pool2d(basic_tensor<T> const& x, std::ptrdiff_t kernel) {
    return max_pool2d(x, kernel, kernel);
}
template <class T>
basic_tensor<T> avg_pool2d(basic_tensor<T> const& x, std::ptrdiff_t kernel, std::ptrdiff_t stride) {
    return detail::windows("avg_pool2d", x, kernel, stride).mean(-1);
}
template <class T>
basic_tensor<T> avg_pool2d(basic_tensor<T> const& x, std::ptrdiff_t kernel) {
    return avg_pool2d(x, kernel, kernel);
}

}
