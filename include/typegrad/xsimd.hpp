// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Packs of xsimd as scalars: the derivative at several points at once, one a lane.
//
//     xsimd::batch<double> const x = …;
//     auto const slopes = typegrad::derivative(f)(x);
//
// A program has no jumps then: both branches of a select are computed, and each lane keeps its own.
//
// Each lane is what the number in it gives alone, but for the last bits: the elementary functions are those of xsimd, with errors of up
// to 4 units in the last place (sin, cos, exp and log: 1). Operands for which xsimd's are wrong (8.1 has exp(709.5) = inf and log of
// subnormal numbers far off) are computed alone, and so are all lanes of operations that xsimd does not have, or not so accurately:
// erf, pow, the gamma functions, calls of typegrad::custom.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/back/evaluate.hpp>
#include <typegrad/op/table.hpp>
#include <typegrad/trace/call.hpp>

#include <xsimd/xsimd.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2 {

template <class T, class A>
inline constexpr bool is_scalar<xsimd::batch<T, A>> = true;

template <class T, class A>
struct literal_of<xsimd::batch<T, A>> {
    using type = T;
};

namespace detail {
    // Operations that all lanes do together, as they are.
    using operations_in_lanes = op::operation_list<
        op::less_, op::less_equal_, op::equal_, op::and_, op::or_, op::not_, op::gate_, op::select_, op::isnan_, op::isinf_, op::isfinite_,
        op::add_, op::sub_, op::mul_, op::div_, op::lerp_, op::midpoint_, op::sqrt_, op::norm_, op::rsqrt_,
        op::abs_, op::max_, op::min_, op::relu_, op::clamp_, op::copysign_, op::unless_nan_, op::if_ordered_, op::shared_at_tie_, op::internal::finite_or_zero_,
        op::sign_, op::step_,
        op::sin_, op::cos_, op::tan_, op::asin_, op::acos_, op::atan_, op::asinh_, op::atanh_,
        op::logistic_, op::logistic_slope_, op::softplus_, op::soft_maximum_, op::bernoulli_variance_>;
    template <class... Op, class Wanted>
    consteval bool is_among(op::operation_list<Op...>, std::type_identity<Wanted>) {
        return (std::is_same_v<Op, Wanted> || ...);
    }

    template <class Pack>
    TYPEGRAD_INLINE Pack either(double of_double, double of_float) {
        using number = typename Pack::value_type;
        return Pack(static_cast<number>(sizeof(number) == sizeof(double) ? of_double : of_float));
    }
    template <class Pack>
    TYPEGRAD_INLINE auto is_within(Pack const& a, Pack const& low, Pack const& high) {
        return a >= low && a <= high;
    }
    template <class Pack>
    TYPEGRAD_INLINE auto is_normal(Pack const& a) {
        using limits = std::numeric_limits<typename Pack::value_type>;
        return is_within(a, Pack(limits::min()), Pack(limits::max()));
    }

    // How lanes do an operation. Where an operand is not `usual` that lane is computed alone.
    template <class Op>
    struct lanes_alone {
        static constexpr bool together = false;
    };
    template <class Op>
    struct lanes_together {
        static constexpr bool together = true;
        TYPEGRAD_INLINE static auto value(auto const&... a) { return Op::value(a...); }
        TYPEGRAD_INLINE static std::true_type usual(auto const&...) { return {}; }
    };
    template <class Op>
    struct operation_in_lanes : std::conditional_t<is_among(operations_in_lanes{}, std::type_identity<Op>{}), lanes_together<Op>, lanes_alone<Op>> {};

    template <>
    struct operation_in_lanes<op::neg_> : lanes_together<op::neg_> {
        template <class Pack>
        TYPEGRAD_INLINE static Pack value(Pack const& a) { return a ^ Pack(typename Pack::value_type(-0.0)); }  // xsimd's is 0 - a
    };
    template <>
    struct operation_in_lanes<op::not_equal_> : lanes_together<op::not_equal_> {
        TYPEGRAD_INLINE static auto value(auto const& a, auto const& b) { return !(a == b); }  // xsimd's is wrong where one is NaN
    };
    // What xsimd gives for -0 is 0.
    template <class Op>
    struct odd_in_lanes : lanes_together<Op> {
        template <class Pack>
        TYPEGRAD_INLINE static Pack value(Pack const& a) { return xsimd::select(a == Pack(0), a, Op::value(a)); }
    };
    template <> struct operation_in_lanes<op::log1p_> : odd_in_lanes<op::log1p_> {};
    template <>
    struct operation_in_lanes<op::expm1_> : odd_in_lanes<op::expm1_> {
        template <class Pack>
        TYPEGRAD_INLINE static auto usual(Pack const& a) { return xsimd::abs(a) <= either<Pack>(708, 87); }
    };
    // Larger numbers are integers.
    template <class Op>
    struct rounding_in_lanes : lanes_together<Op> {
        template <class Pack>
        TYPEGRAD_INLINE static auto usual(Pack const& a) { return xsimd::abs(a) <= either<Pack>(4503599627370496, 8388608); }
    };
    template <> struct operation_in_lanes<op::floor_> : rounding_in_lanes<op::floor_> {};
    template <> struct operation_in_lanes<op::ceil_> : rounding_in_lanes<op::ceil_> {};
    template <> struct operation_in_lanes<op::trunc_> : rounding_in_lanes<op::trunc_> {};
    template <> struct operation_in_lanes<op::rint_> : rounding_in_lanes<op::rint_> {};
    template <> struct operation_in_lanes<op::nearbyint_> : rounding_in_lanes<op::nearbyint_> {};
    template <class Op>
    struct hyperbolic_in_lanes : lanes_together<Op> {
        template <class Pack>
        TYPEGRAD_INLINE static auto usual(Pack const& a) { return xsimd::abs(a) <= either<Pack>(708, 87); }
    };
    template <> struct operation_in_lanes<op::sinh_> : hyperbolic_in_lanes<op::sinh_> {};
    template <> struct operation_in_lanes<op::cosh_> : hyperbolic_in_lanes<op::cosh_> {};
    template <> struct operation_in_lanes<op::tanh_> : hyperbolic_in_lanes<op::tanh_> {};

    // Powers that are normal numbers. In `digit` the exponent grows by one where that of the result, to base 2, does.
    template <class Op>
    struct power_in_lanes : lanes_together<Op> {
        template <class Pack>
        TYPEGRAD_INLINE static auto usual(Pack const& a) {
            double const digit = std::is_same_v<Op, op::exp_> ? 0.6931471805599453 : std::is_same_v<Op, op::exp10_> ? 0.30102999566398120 : 1;
            return is_within(a, either<Pack>(-1021 * digit, -125 * digit), either<Pack>(1022.5 * digit, 126.5 * digit));
        }
    };
    template <> struct operation_in_lanes<op::exp_> : power_in_lanes<op::exp_> {};
    template <> struct operation_in_lanes<op::exp2_> : power_in_lanes<op::exp2_> {};
    template <> struct operation_in_lanes<op::exp10_> : power_in_lanes<op::exp10_> {};

    template <class Op>
    struct of_normal_numbers : lanes_together<Op> {
        TYPEGRAD_INLINE static auto usual(auto const& a) { return is_normal(a); }
    };
    template <> struct operation_in_lanes<op::log_> : of_normal_numbers<op::log_> {};
    template <> struct operation_in_lanes<op::log2_> : of_normal_numbers<op::log2_> {};
    template <> struct operation_in_lanes<op::log10_> : of_normal_numbers<op::log10_> {};
    template <>
    struct operation_in_lanes<op::cbrt_> : lanes_together<op::cbrt_> {
        TYPEGRAD_INLINE static auto usual(auto const& a) { return is_normal(xsimd::abs(a)); }
    };
    template <>
    struct operation_in_lanes<op::atan2_> : lanes_together<op::atan2_> {
        TYPEGRAD_INLINE static auto usual(auto const& a, auto const& b) { return is_normal(xsimd::abs(a)) && is_normal(xsimd::abs(b)); }
    };
    template <>
    struct operation_in_lanes<op::acosh_> : lanes_together<op::acosh_> {
        template <class Pack>
        TYPEGRAD_INLINE static auto usual(Pack const& a) { return is_within(a, Pack(1), Pack(std::numeric_limits<typename Pack::value_type>::max())); }
    };
}

namespace back::detail {
    template <class T, class A>
    struct operations_on<xsimd::batch<T, A>> {
        static constexpr bool are_special = true;
        using pack = xsimd::batch<T, A>;
        using mask = xsimd::batch_bool<T, A>;

        template <class Op, class... Operand>
        TYPEGRAD_INLINE static auto value(Operand const&... a) {
            using way = typegrad::detail::operation_in_lanes<Op>;
            if constexpr (sizeof...(Operand) == 0) return Op::template value<pack>();
            else if constexpr (!way::together) return lane_after_lane<Op>(a...);
            else if constexpr (std::is_same_v<decltype(way::usual(a...)), std::true_type>) return std::conditional_t<Op::result == kind::condition, mask, pack>(way::value(a...));
            else {
                mask const usual = way::usual(a...);
                pack const y = way::value(xsimd::select(usual, a, pack(1))...);  // xsimd converts some operands to integers that are too large for that
                if (xsimd::all(usual)) [[likely]] return y;
                return repaired<Op>(usual, y, a...);
            }
        }
        // In one expression, so that it is contracted if one of numbers is. That of xsimd's intrinsics clang takes apart.
        TYPEGRAD_INLINE static pack multiply_add(pack const& a, pack const& b, pack const& c) { return a.data * b.data + c.data; }
        TYPEGRAD_INLINE static pack multiply_subtract(pack const& a, pack const& b, pack const& c) { return a.data * b.data - c.data; }
        TYPEGRAD_INLINE static pack subtract_product(pack const& c, pack const& a, pack const& b) { return c.data - a.data * b.data; }
        // Of a function that need not be written for packs.
        template <class Op, std::size_t N>
        static auto call(std::array<pack, N> const& arguments) {
            std::array<pack, static_cast<std::size_t>(Op::components)> result;
            T lane[N + 1][pack::size], of_lane[static_cast<std::size_t>(Op::components)][pack::size];
            for (std::size_t k = 0; k < N; ++k) arguments[k].store_unaligned(lane[k]);
            for (std::size_t i = 0; i < pack::size; ++i) {
                std::array<T, N> one{};
                for (std::size_t k = 0; k < N; ++k) one[k] = lane[k][i];
                auto const y = op::call_with<Op>(one);
                for (std::size_t k = 0; k < result.size(); ++k) of_lane[k][i] = y[k];
            }
            for (std::size_t k = 0; k < result.size(); ++k) result[k] = pack::load_unaligned(of_lane[k]);
            return result;
        }

    private:
        static void store(T* lane, pack a) { a.store_unaligned(lane); }
        static void store(T* lane, mask a) { xsimd::select(a, pack(1), pack(0)).store_unaligned(lane); }
        template <kind Kind>
        static auto operand(T lane) {
            if constexpr (Kind == kind::condition) return lane != 0;
            else return lane;
        }
        template <class Op, class... Operand>
        static auto lane_after_lane(Operand... a) {
            T lane[sizeof...(Operand)][pack::size], result[pack::size];
            std::size_t next = 0;
            (store(lane[next++], a), ...);
            for (std::size_t i = 0; i < pack::size; ++i)
                result[i] = [&]<std::size_t... K>(std::index_sequence<K...>) { return static_cast<T>(Op::value(operand<Op::operand_kind[K]>(lane[K][i])...)); }(std::index_sequence_for<Operand...>{});
            if constexpr (Op::result == kind::condition) return pack::load_unaligned(result) > pack(0);
            else return pack::load_unaligned(result);
        }
        // By value: of what is passed by its address the compiler would keep everything around it in memory.
        template <class Op, class... Operand>
        [[gnu::noinline, gnu::cold]] static pack repaired(mask usual, pack y, Operand... a) {
            return xsimd::select(usual, y, lane_after_lane<Op>(a...));
        }
    };
}

}

// Found by argument-dependent look-up.
namespace xsimd {

template <class T, class A>
TYPEGRAD_INLINE batch<T, A> choose(batch_bool<T, A> const& c, batch<T, A> const& a, batch<T, A> const& b) {
    return select(c, a, b);
}

template <class T, class A>
TYPEGRAD_INLINE void sin_cos(batch<T, A> const& x, batch<T, A>& sine, batch<T, A>& cosine) {
    auto const both = sincos(x);
    sine = both.first;
    cosine = both.second;
}

}

#include <typegrad/macros/restore.hpp>
