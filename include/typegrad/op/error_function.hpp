// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// erf, erfc and erfcx(x) = exp(x²)·erfc(x).
#pragma once
#pragma GCC system_header

#include <typegrad/math/erfcx.hpp>
#include <typegrad/op/constants.hpp>
#include <typegrad/op/exponential.hpp>

namespace typegrad::inline v0_2::op {

// Rounding the square costs a²/2 units in the last place of exp(-a²). To make up for that takes four operations and two values
// kept across the call, 4 % of the Black–Scholes formula with its Greeks: not done here. norm_pdf and norm_cdf do it.
struct erf_ : unary_call {
    static constexpr auto text = "erf";
    static constexpr bool keeps_zero = true;
    static constexpr auto value(auto a)                           { using math::erf; return erf(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * exp(-(a * a)) * internal::two_over_root_pi(a); }
};
TYPEGRAD_STANDARD_UNARY(erf)

struct erfc_ : unary_call {
    static constexpr auto text = "erfc";
    static constexpr double least = 0;
    static constexpr auto value(auto a)                           { using math::erfc; return erfc(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * exp(-(a * a)) * -internal::two_over_root_pi(a); }
};
TYPEGRAD_STANDARD_UNARY(erfc)

namespace internal {
    // The n-th repeated integral of erfc from x to infinity, times exp(x²): I_n = I_{n-2} / 2n - x/n · I_{n-1}, which begins
    // with I_{-1} = 2/sqrt(π) and I_0 = erfcx. Upwards that cancels for positive x; downwards, as a continued fraction of the
    // quotients, it does not.
    template <class T>
    constexpr T repeated_integral(int n, T const& x) {
        using math::erfcx, math::sqrt;
        T const first = two_over_root_pi_::value<T>();
        if (!(x > T(0.5))) {
            T before = first, last = erfcx(x);
            for (int k = 1; k <= n; ++k) {
                T const next = math::divide(T(math::subtract(T(before / 2), T(math::multiply(x, last)))), T(k));
                before = last;
                last = next;
            }
            return last;
        }
        // From level k on it is wrong by exp(x² - x·sqrt(8k)); beyond x = sqrt(c / 0.36) no more levels are needed.
        T const c = std::numeric_limits<T>::digits * T(0.26), limit = sqrt(T(c / T(0.36))), y = x < limit ? x : limit, root = c / y + y * T(0.36);
        int k = n + 8 + static_cast<int>(root * root);
        T quotient = 0, product = first;
        for (; k > n; --k) quotient = 1 / (2 * (x + T(k + 1) * quotient));
        for (; k >= 0; --k) quotient = 1 / (2 * (x + T(k + 1) * quotient)), product *= quotient;
        return product;
    }
}

// What the derivatives of erfcx consist of: the derivative of I_n is -2(n + 1)·I_{n+1}, which is never a difference.
struct erfcx_integral_ : binary_call {
    static constexpr auto text = "erfcx_integral";
    static constexpr bool active[3] = {true, false, false};
    static constexpr bool integer[3] = {false, true, false};
    static constexpr auto value(auto a, auto n)                   { return internal::repeated_integral(static_cast<int>(n), a); }
    static constexpr auto first(auto a, auto n, auto, auto w)     { return -(w * (2 * (n + 1)) * apply<erfcx_integral_>(a, n + 1)); }
};

struct erfcx_ : unary_call {
    static constexpr auto text = "erfcx";
    static constexpr double least = 0;
    static constexpr auto value(auto a)                           { using math::erfcx; return erfcx(a); }
    static constexpr auto first(auto a, auto, auto w)             { return -(w * 2 * apply<erfcx_integral_>(a, 1)); }
};
TYPEGRAD_UNARY(erfcx)

using error_functions = operation_list<erf_, erfc_, erfcx_>;

}
