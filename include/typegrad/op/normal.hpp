// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The normal distribution.
#pragma once
#pragma GCC system_header

#include <typegrad/math/normal.hpp>
#include <typegrad/op/error_function.hpp>

namespace typegrad::inline v0_2::op {

struct norm_pdf_ : unary_call {
    static constexpr auto text = "norm_pdf";
    static constexpr double least = 0;
    static constexpr auto value(auto a)                           { using math::norm_pdf; return norm_pdf(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return -(w * (a * y)); }
};
TYPEGRAD_UNARY(norm_pdf)

struct norm_cdf_ : unary_call {
    static constexpr auto text = "norm_cdf";
    static constexpr double least = 0;
    static constexpr auto value(auto a)                           { using math::norm_cdf; return norm_cdf(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * norm_pdf(a); }
};
TYPEGRAD_UNARY(norm_cdf)

// a + y, where y tends to -a: the integrals of erfcx do not cancel.
struct mills_excess_ : binary_call {
    static constexpr auto text = "mills_excess_";
    static constexpr bool active[3] = {true, true, false};
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a, T y) {
        T const z = -a * internal::root_half_::value<T>();
        if (-a * std::numeric_limits<T>::epsilon() > T(1)) return -1 / a;  // where the integrals may underflow
        return internal::chosen(a > T(-1), [&] { return T(a + y); },
                                           [&] { return T(internal::root_2_::value<T>() * internal::repeated_integral(1, z) / internal::repeated_integral(0, z)); });
    }
    static constexpr auto first (auto, auto, auto, auto w)    { return w; }
    static constexpr auto second(auto, auto, auto, auto w)    { return w; }
};

// The derivative of log_norm_cdf: norm_pdf(a) / norm_cdf(a), both of which vanish long before it does for negative a. Its own derivative
// is -y·(a + y).
struct inverse_mills_ : unary_call {
    static constexpr auto text = "inverse_mills";
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a)                 { return math::inverse_mills(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return -(w * y * apply<mills_excess_>(a, y)); }
};
namespace internal {
    TYPEGRAD_UNARY_OF(inverse_mills, inverse_mills_)
}

struct log_norm_cdf_ : unary_call {
    static constexpr auto text = "log_norm_cdf";
    static constexpr auto value(auto a)                           { using math::log_norm_cdf; return log_norm_cdf(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * internal::inverse_mills(a); }
};
TYPEGRAD_UNARY(log_norm_cdf)

using normals = operation_list<norm_pdf_, norm_cdf_, log_norm_cdf_>;

}
