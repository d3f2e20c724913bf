// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Solvers as differentiable operators: x where f(x, p…) = 0, where f(x, p…) is least, where g(x, p…) = x. The iteration is a
// loop at run time, with a count that depends on the data; the derivative in p is that of the implicit function theorem and
// not the iteration's, and it has derivatives again.
//
//     constexpr auto implied = typegrad::root([](auto sigma, auto price, auto spot, auto strike) { return …; });
//     implied(0.2, price, spot, strike)                            // from a start
//     implied(typegrad::bracket{0.01, 4.0}, price, spot, strike)   // between two ends
//     gradient([](auto price, auto spot, auto strike) { return implied(0.2, price, spot, strike); })
//     gradient(typegrad::root([](auto sigma, …) { … }, typegrad::constant<0.2>))   // always from there
//
//     typegrad::argmin([](auto x, auto p) { return …; })(start, p)        // ∇f = 0, with a positive definite Hessian
//     typegrad::fixed_point([](auto x, auto p) { return …; })(start, p)
//     implied(0.2, price, spot * discount, strike)                 // of expressions an expression
//
// The unknown x is a number, or a std::array of up to six in all; the parameters have any shapes. All is found to the working
// precision, by Newton's method with f's own derivatives and with safeguards (solve/scalar.hpp, solve/system.hpp,
// solve/minimum.hpp). Where nothing is found in 200 iterations the result is NaN: no root, ends of a bracket with one sign, a
// function that is not finite, a minimum that is a saddle. The start has no derivative. At a multiple root, where ∂f/∂x is
// singular, the derivative is infinite or NaN, as it is in truth. As all that is called inside of a traced lambda, a solver is
// best a constant at namespace scope, or static: a generic lambda cannot use a local one without capturing it.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/solve/expressions.hpp>
#include <typegrad/solve/implicit.hpp>
#include <typegrad/solve/minimum.hpp>

namespace typegrad::inline v0_2 {

// Where a root is looked for: between two numbers at which the function has opposite signs.
template <class Low, class High = Low>
struct bracket {
    Low low;
    High high;
};
template <class Low, class High>
bracket(Low, High) -> bracket<Low, High>;

TYPEGRAD_SHAPE_OF_PARTS(bracket, detail::part_of_two)

namespace solvers {
    template <class Start>
    struct unknowns_from {
        using type = Start;
        static constexpr bool is_bracket = false;
    };
    template <class Low, class High>
    struct unknowns_from<bracket<Low, High>> {
        using type = Low;
        static constexpr bool is_bracket = true;
    };

    // The function and its Jacobian at numbers, not inlined: the iterations call it from several places.
    template <class Function, class T, std::size_t N, std::size_t M>
    [[gnu::noinline]] constexpr auto value_and_jacobian_at(std::array<T, N> const& x, std::array<T, M> const& p) {
        if constexpr (M == 0) return value_and_jacobian(Function{})(x);
        else return value_and_jacobian(Function{}, wrt<0>)(x, p);
    }

    template <class F>
    struct root_of {
        static constexpr auto text = "root";
        using residual = F;
        template <class Start>
        using unknowns = typename unknowns_from<Start>::type;

        template <class Op, class T, std::size_t M>
        static constexpr std::array<T, Op::n> solution(T const* start, std::array<T, M> const& p) {
            using function = typename Op::residual;
            if constexpr (Op::components == 1) {
                auto const sampled = [&](T const& x) {
                    auto const at = value_and_jacobian_at<function>(std::array{x}, p);
                    T value{};
                    each_leaf<decltype(at.value)>(at.value, [&](T const& leaf) { value = leaf; });
                    return sample<T>{value, at.jacobian[0][0]};
                };
                if constexpr (Op::starts == 2) return {root_in_bracket(sampled, start[0], start[1])};
                else return {root_from(sampled, start[0])};
            } else {
                std::array<T, Op::n> first{};
                for (std::size_t i = 0; i < Op::n; ++i) first[i] = start[i];
                return system_root<T, Op::n>([&](std::array<T, Op::n> const& x) {
                    auto const at = value_and_jacobian_at<function>(x, p);
                    system_sample<T, Op::n> s{{}, at.jacobian};
                    T* next = s.value.data();
                    each_leaf<decltype(at.value)>(at.value, [&](T const& leaf) { *next++ = leaf; });
                    return s;
                }, first);
            }
        }
    };

    // x - g(x, p…), leaf by leaf.
    template <class F>
    struct departure {
        template <class X, class... P>
        constexpr auto operator()(X const& x, P const&... p) const {
            auto const image = F{}(x, p...);
            using value = scalar_of<X>;
            std::array<value, static_cast<std::size_t>(leaves<X>)> left{}, right{};
            std::size_t next = 0;
            each_leaf<X>(x, [&](auto const& leaf) { left[next++] = leaf; });
            next = 0;
            each_leaf<decltype(image)>(image, [&](auto const& leaf) { right[next++] = value(leaf); });
            for (std::size_t i = 0; i < left.size(); ++i) left[i] = left[i] - right[i];
            return left;
        }
    };
    template <class F>
    struct fixed_point_of : root_of<departure<F>> {
        static constexpr auto text = "fixed_point";
    };

    template <class F>
    struct gradient_by_unknowns {
        constexpr auto operator()(auto const& x, auto const&... p) const { return gradient(F{}, wrt<0>)(x, p...); }
    };
    template <class F>
    struct value_and_gradient_by_unknowns {
        constexpr auto operator()(auto const& x, auto const&... p) const { return value_and_gradient(F{}, wrt<0>)(x, p...); }
    };
    template <class F>
    struct argmin_of {
        static constexpr auto text = "argmin";
        using residual = gradient_by_unknowns<F>;
        template <class Start>
        using unknowns = Start;

        template <class Op, class T, std::size_t M>
        static constexpr std::array<T, Op::n> solution(T const* start, std::array<T, M> const& p) {
            using function = typename Op::template of_arrays<value_and_gradient_by_unknowns<F>>;
            std::array<T, Op::n> first{};
            for (std::size_t i = 0; i < Op::n; ++i) first[i] = start[i];
            return minimum<T, Op::n>([&](std::array<T, Op::n> const& x) {
                auto const at = value_and_jacobian_at<function>(x, p);
                objective_sample<T, Op::n> s{at.value.value, {}, {}};
                T* next = s.gradient.data();
                each_leaf<decltype(at.value.gradient)>(at.value.gradient, [&](T const& leaf) { *next++ = leaf; });
                for (std::size_t i = 0; i < Op::n; ++i) s.hessian[i] = at.jacobian[i + 1];
                return s;
            }, first);
        }
    };

    // What is said of a function of the wrong shape.
    template <template <class> class Method, class F, class Start, class Unknowns, class Result>
    consteval void check_solver() {
        constexpr bool minimises = std::is_same_v<Method<F>, argmin_of<F>>;
        static_assert(leaves<Unknowns> <= op::most_components, "typegrad: a solver has up to six unknowns; these are the leaves of its first argument");
        if constexpr (minimises) {
            static_assert(!unknowns_from<Start>::is_bracket, "typegrad::argmin: a bracket is for root; begin with a number or a std::array");
            static_assert(leaves<Result> == 1, "typegrad::argmin: the function returns several values; return the one that is to be least, the sum of their squares perhaps");
        } else
            static_assert(leaves<Result> == leaves<Unknowns>, "typegrad::root, fixed_point: the function must return as many values as it has unknowns, which are the leaves of its first argument");
    }

    template <template <class> class Method, class F>
    struct solver {
        [[no_unique_address]] F function;

        template <class Start, class... P>
        constexpr auto operator()(Start const& start, P const&... parameters) const {
            if constexpr (of_expressions<Start, P...>) {
                using begin = typename at_a_point<Start, double>::type;
                if constexpr (check<double, begin, typename at_a_point<P, double>::type...>())
                    return results_of<implicit_<Method<F>, begin, typename at_a_point<P, double>::type...>>(expr::concatenated(terms_of(start), terms_of(parameters)...));
            } else {
                using scalar = detail::call_scalar<Start, P...>;
                using number = std::conditional_t<detail::is_traced<scalar>, double, scalar>;
                using unknowns = typename unknowns_from<Start>::type;
                // The function is called here, where few lines lead to an error in its body; then nothing more is said.
                using called = decltype(std::declval<detail::callable<F, number> const&>()(std::declval<detail::traced_as<rebind<unknowns, double>, number>&>(), std::declval<detail::traced_as<rebind<P, double>, number>&>()...));
                if constexpr (!requires { typename std::type_identity<called>; }) return rebind<unknowns, scalar>{};
                else if constexpr (!std::is_same_v<called, detail::not_callable> && !detail::can_be_traced<F, number, rebind<unknowns, double>, rebind<P, double>...>) return rebind<unknowns, scalar>{};
                else if constexpr (check<number, Start, P...>()) {
                    using call = implicit_<Method<F>, rebind<Start, double>, rebind<P, double>...>;
                    auto const x = op::call_with<call>(detail::flatten<scalar, Start, P...>(start, parameters...));
                    scalar const* next = x.data();
                    return taken_from<unknowns>(next);
                } else return rebind<unknowns, scalar>{};
            }
        }

    private:
        template <class Scalar, class Start, class... P>
        static consteval bool check() {
            using unknowns = typename unknowns_from<Start>::type;
            if constexpr (!std::is_empty_v<F>)
                static_assert(sizeof(F) == 0, "typegrad: the function of a solver captures values; pass them as parameters, which come after the start: root([](auto x, auto p) { … })(start, p)");
            else if constexpr (detail::check_call<F, Scalar, rebind<unknowns, double>, rebind<P, double>...>()) {
                using traced = tracer<double>;
                check_solver<Method, F, Start, unknowns, std::remove_cvref_t<std::invoke_result_t<F const&, rebind<unknowns, traced>&, rebind<P, traced>&...>>>();
                return true;
            }
            return false;
        }
    };

    // A start that is known by its type: constant<0.2>, an integral constant, a bracket of two of them.
    template <class Start>
    struct known_start {
        static constexpr bool value = std::is_empty_v<Start> && requires { Start::value; };
        template <class T>
        static constexpr T of() {
            return static_cast<T>(Start::value);
        }
    };
    template <class Low, class High>
    struct known_start<bracket<Low, High>> {
        static constexpr bool value = known_start<Low>::value && known_start<High>::value;
        template <class T>
        static constexpr bracket<T> of() {
            return {known_start<Low>::template of<T>(), known_start<High>::template of<T>()};
        }
    };
    template <template <class> class Method, class F, class Start>
    struct solver_from {
        static_assert(known_start<Start>::value, "typegrad: in root(f, start) the start is known by its type, as constant<0.2> is; else it comes first in the call: root(f)(start, p…)");
        [[no_unique_address]] F function;

        template <class... P>
        constexpr auto operator()(P const&... parameters) const {
            if constexpr (of_expressions<P...>) return solver<Method, F>{function}(Start{}, parameters...);
            else return solver<Method, F>{function}(known_start<Start>::template of<detail::literal_for<detail::call_scalar<P...>>>(), parameters...);
        }
    };
}

// root(f)(start, p…): the x near the start at which f(x, p…) is zero; f returns as many values as x has. The start is a number,
// a std::array, or for one unknown a bracket. Newton's steps are shortened until |f| decreases; as soon as two values of
// opposite sign are known, the root is kept between them. NaN where there is none, or none was found.
template <class F>
    requires(!is_operand<F>)
constexpr auto root(F f) {
    return solvers::solver<solvers::root_of, F>{f};
}

// root(f, constant<0.2>)(p…): from a start that never changes, so that the result is a function of the parameters alone:
// gradient(root(f, constant<0.2>))(p…). It may be a bracket as well, bracket{constant<0.001>, constant<5>}.
template <class F, class Start>
    requires(!is_operand<F>)
constexpr auto root(F f, Start) {
    return solvers::solver_from<solvers::root_of, F, Start>{f};
}

// fixed_point(g)(start, p…): the x with g(x, p…) = x, by Newton's method as well, so that g need not be a contraction.
template <class F>
    requires(!is_operand<F>)
constexpr auto fixed_point(F g) {
    return solvers::solver<solvers::fixed_point_of, F>{g};
}
template <class F, class Start>
    requires(!is_operand<F>)
constexpr auto fixed_point(F g, Start) {
    return solvers::solver_from<solvers::fixed_point_of, F, Start>{g};
}

// argmin(f)(start, p…): the x near the start at which f(x, p…), one value, is least. It is a local minimum with a positive definite
// Hessian, or NaN.
template <class F>
    requires(!is_operand<F>)
constexpr auto argmin(F f) {
    return solvers::solver<solvers::argmin_of, F>{f};
}
template <class F, class Start>
    requires(!is_operand<F>)
constexpr auto argmin(F f, Start) {
    return solvers::solver_from<solvers::argmin_of, F, Start>{f};
}

}

#include <typegrad/macros/restore.hpp>
