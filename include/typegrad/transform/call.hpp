// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The one way in which every transform is called: with numbers, with traced values, or with expressions.
//
// What a transform is says its stanza, Kind: which arguments are the point and what follows it (`point`); what is wrong with a call
// (`mistake_in_arguments`, `mistake_in`); the program for numbers (`recipe`); what is computed of a function at traced values (`leaves_at`); and the
// result that those leaves, or the program's outputs, are (`shape`). `stanza` has what most transforms say.
#pragma once
#pragma GCC system_header

#include <typegrad/transform/evaluated.hpp>
#include <typegrad/transform/linearisation.hpp>
#include <typegrad/back/outputs.hpp>
#include <typegrad/rewrite/fast.hpp>
#include <typegrad/trace/asked_order.hpp>
#include <typegrad/trace/data.hpp>
#include <typegrad/trace/shape.hpp>

namespace typegrad::inline v0_2::detail {

// Where the arguments are expressions, the result is one: defined in expr/apply.hpp.
template <class Kind, class Request, class F, class... A>
constexpr auto applied_to_expressions(F const& function, A const&... arguments);

// In the order asked for, the numbers that an expression holds stay where they are, behind the variables.
template <class F, class Request>
constexpr slots_among_inputs held_slots(called_in_order<F, Request> const*) {
    return slots_in<F>;
}
template <class Transform, class Arguments, class Request>
constexpr slots_among_inputs held_slots(asked_in_order<Transform, Arguments, Request> const*) {
    return slots_in<Transform>;
}

template <class Kind, class F, class Request>
struct transform {
    using kind = Kind;
    using function_type = F;
    using request = Request;
    template <class G>
    using with_function = transform<Kind, G, Request>;
    // The shapes with which the function is called, of those of a call of the transform.
    template <class... A>
    using of_function = typename Kind::template point<Request, A...>;
    // The shapes of a whole call, where those of the point are named.
    template <class... A>
    using whole_call = typename Kind::template whole_call<transform, A...>;

    [[no_unique_address]] F function;

    friend constexpr slots_among_inputs held_slots(transform const*) { return slots_in<F>; }

    // Of the program for numbers that are differentiated so many times more, by the tape.
    template <int Sweeps, class Literal, class... A>
    using differentiable_recipe = rewrite::as_requested<Request, typename Kind::template recipe<transform, Sweeps, Literal, A...>>;
    template <class Literal, class... A>
    using recipe = differentiable_recipe<0, Literal, A...>;

    // What is in rows into the caller's memory (loops/): for each argument of rows that is differentiated a contiguous container of as many rows. Its
    // call gives a std::span of each. What is there after an exception is unspecified.
    template <class... Buffer>
    constexpr auto into(Buffer&... buffer) const {
        return Kind::into(*this, buffer...);
    }

    template <class... A>
    TYPEGRAD_INLINE constexpr auto operator()(A const&... arguments) const {
        if constexpr (Kind::applies_to_expressions && any({is_expression<A>...})) return applied_to_expressions<Kind, Request>(function, arguments...);
        else if constexpr (constexpr mistake found = mistake_before_call<A...>(); found != mistake::none) { say<found, F, A...>(); return refused_result<Kind, Request, A...>{}; }
        else {
            using scalar = scalar_of_call<F, A...>;
            using points = of_function<A...>;
            if constexpr (is_traced<scalar>) {
                constexpr bool is_all_point = std::is_same_v<points, shape_list<A...>>;
                using called = std::conditional_t<is_all_point, decltype(std::declval<std::conditional_t<is_all_point, F, takes_anything> const&>()(std::declval<rebind<A, scalar>&>()...)),
                                                  typename called_on_traced<scalar, std::conditional_t<is_all_point, takes_anything, points>>::type>;
                if constexpr (!requires { typename std::type_identity<called>; } || !takes_at<scalar>(points{})) return refused_result<Kind, Request, A...>{};
                else return on_traced<scalar>(arguments...);
            }
            else if constexpr (is_traced<captured<scalar, A...>>) return on_traced<captured<scalar, A...>>(arguments...);
            else if constexpr (constexpr mistake found_next = mistake_in_function<F>(); found_next != mistake::none) { say<found_next, F, A...>(); return refused_result<Kind, Request, A...>{}; }
            else {
                constexpr bool is_all_point = std::is_same_v<points, shape_list<A...>>;
                using called = std::conditional_t<is_all_point, decltype(std::declval<std::conditional_t<is_all_point, callable<F, scalar>, takes_anything> const&>()(std::declval<traced_as<A, scalar>&>()...)),
                                                  typename called_at<scalar, std::conditional_t<is_all_point, takes_anything, points>>::type>;
                if constexpr (!requires { typename std::type_identity<called>; }) return refused_result<Kind, Request, A...>{};
                else if constexpr (constexpr mistake found_last = mistake_at<called, scalar, A...>(points{}); found_last != mistake::none) { say<found_last, F, A...>(); return refused_result<Kind, Request, A...>{}; }
                else {
                    constexpr bool traceable = is_traceable<F, scalar, points>;
                    if constexpr (!traceable) static_assert(said_at<scalar>(points{}), TYPEGRAD_NOT_CONSTANT);
                    if constexpr (!traceable) return refused_result<Kind, Request, A...>{};
                    else if constexpr (is_in_rows<A...>(points{}) || is_by_rows<std::remove_cvref_t<called>>) return Kind::template at_rows<scalar>(*this, arguments...);
                    else {
                        auto const leaf = evaluated<differentiable_recipe<times_differentiated<scalar>, literal_for<scalar>, A...>, scalar, Request>(function, arguments...);
                        auto result = Kind::template result<transform, scalar, A...>(leaf.data());
                        if constexpr (Kind::outputs_are_leaves) back::store_lanes(leaf, result);
                        return result;
                    }
                }
            }
        }
    }

    template <class Traced, class... A>
    constexpr auto on_traced(A const&... arguments) const {
        return Kind::template on_traced<Traced, false>(*this, arguments...);
    }
    // The same where rows are differentiated.
    template <class Traced, class... A>
    constexpr auto on_traced_in_rows(A const&... arguments) const {
        return Kind::template on_traced<Traced, true>(*this, arguments...);
    }

    // Whether a call is with numbers, gives something in rows, and has nothing wrong.
    template <class... A>
    static consteval bool gives_rows() {
        if constexpr (mistake_before_call<A...>() != mistake::none) return false;
        else {
            using points = of_function<A...>;
            using scalar = scalar_of_call<F, A...>;
            if constexpr (is_traced<scalar> || is_traced<captured<scalar, A...>> || mistake_in_function<F>() != mistake::none || !is_in_rows<A...>(points{})) return false;
            else if constexpr (mistake_at<typename called_at<scalar, points>::type, scalar, A...>(points{}) != mistake::none) return false;
            else return is_traceable<F, scalar, points>;
        }
    }

private:
    // Of a closure that holds traced values, their type: it is traced for plain numbers as well.
    template <class T, class... S>
    static auto capture_of(shape_list<S...>) -> std::type_identity<traced_capture<F, T, S...>>;
    template <class T, class... A>
    using captured = typename decltype(capture_of<T>(of_function<A...>{}))::type;

    // The function called at the point alone. (Where that is the whole call, it stands in the call of the transform itself: see trace/mistake.hpp.)
    struct takes_anything {
        not_callable operator()(auto&...) const;
    };
    template <class Scalar, class Points>
    struct called_at {
        using type = not_callable;
    };
    template <class Scalar, class... S>
    struct called_at<Scalar, shape_list<S...>> {
        using type = decltype(std::declval<callable<F, Scalar> const&>()(std::declval<traced_as<S, Scalar>&>()...));
    };
    // The same where this transform is called while another one traces it.
    template <class Traced, class Points>
    struct called_on_traced {
        using type = not_callable;
    };
    template <class Traced, class... S>
    struct called_on_traced<Traced, shape_list<S...>> {
        using type = decltype(std::declval<F const&>()(std::declval<rebind<S, Traced>&>()...));
    };
    // (clang knows a type of a call in whose body there is an error, but cannot make the call again.)
    template <class Traced, class... S>
    static consteval bool takes_at(shape_list<S...>) {
        return takes<F, Traced, S...>;
    }
    template <class Scalar, class... S>
    static consteval bool said_at(shape_list<S...>) {
        return said_already<F, literal_for<Scalar>, S...>();
    }
    template <class... A, class... S>
    static consteval bool is_in_rows(shape_list<S...>) {
        return Kind::in_rows && any({is_rows<A>...}) && differentiates_rows<Request, S...>;
    }

    template <class... A>
    static consteval mistake mistake_before_call() {
        constexpr mistake shape = mistake_in_shapes<A...>();
        if constexpr (shape != mistake::none) return shape;
        else return Kind::template mistake_in_arguments<Request, F, A...>();
    }
    template <class Given, class Scalar, class... A, class... S>
    static consteval mistake mistake_at(shape_list<S...>) {
        using result = std::remove_cvref_t<Given>;
        if constexpr (!can_be_traced<F, Scalar, S...>) {
            constexpr mistake why = why_not_traced<F, Given, Scalar, S...>();
            return why == mistake::arguments && sizeof...(A) > sizeof...(S) ? Kind::what_follows : why;
        } else if constexpr (constexpr mistake wrong = mistake_in_result<Given, Scalar>(); wrong != mistake::none) return wrong;
        else if constexpr (is_by_rows<result> && !Kind::takes_results_by_rows) return mistake::results_by_rows;
        else return Kind::template mistake_in<Request, result, A...>();
    }
};

// What is as most transforms have it: all arguments are the point, and no rows are differentiated.
struct stanza {
    using arguments = point_alone;
    template <class Request, class... A>
    using point = shape_list<A...>;
    static constexpr mistake what_follows = mistake::arguments;
    // Whether rows may be differentiated, and how many results are in rows then.
    static constexpr bool in_rows = false;
    static constexpr int results_in_rows = 0;
    static constexpr bool takes_results_by_rows = false;
    static constexpr bool applies_to_expressions = false;
    // Whether the program's outputs are the leaves of the result, in their order.
    static constexpr bool outputs_are_leaves = true;

    template <class Request, class F, class... A>
    static consteval mistake mistake_in_arguments() {
        return mistake_in_call<Request, false, A...>();
    }
    template <class Request, class Result, class... A>
    static consteval mistake mistake_in() {
        return mistake::none;
    }
    template <class Transform, class... A>
    using whole_call = shape_list<A...>;

    template <class Transform>
    static constexpr auto into(Transform const& transform, auto&...) {
        static_assert(sizeof(Transform) == 0, "typegrad: into(buffer…) is for derivatives in typegrad::rows: gradient, value_and_gradient, vjp, hvp, sparse_hessian and value_gradient_and_sparse_hessian");
        return transform;
    }

    // The result of a call with numbers, whose leaves are given.
    template <class Transform, class T, class... A>
    TYPEGRAD_INLINE static constexpr auto result(T const* leaf) {
        return shape_at_point<Transform>(typename Transform::template of_function<A...>{}, leaf);
    }

    template <class Traced, bool InRows, class Kind, class F, class Request, class... A>
    static constexpr auto on_traced(transform<Kind, F, Request> const& self, A const&... arguments) {
        return at_leaves<Kind, Request, InRows>(typename Kind::template point<Request, A...>{}, self.function, flatten<Traced, A...>(arguments...));
    }

private:
    template <class Transform, class... S, class T>
    TYPEGRAD_INLINE static constexpr auto shape_at_point(shape_list<S...>, T const* leaf) {
        return Transform::kind::template shape<typename Transform::request, typename traced<typename Transform::function_type, literal_for<T>, S...>::result, S...>(leaf);
    }
    template <class Kind, class Request, bool InRows, class... S, class F, class Traced, std::size_t N>
    static constexpr auto at_leaves(shape_list<S...>, F const& function, std::array<Traced, N> const& leaf) {
        using at = linearisation<Traced, Request, InRows, F, S...>;
        at point(function, leaf);  // not const: it may own the graph
        auto const all = Kind::leaves_at(point);
        return Kind::template shape<Request, typename at::result, S...>(all.data());
    }
};

// Of a transform whose program for numbers is what it computes at traced values, traced itself.
struct stanza_traced_itself : stanza {
    template <class Transform, int Sweeps, class Literal, class... A>
    using recipe = std::conditional_t<Sweeps == 0 && state<typename Transform::function_type>::complete, traced_last<Transform, Literal, A...>, traced<Transform, Literal, A...>>;
};

// transform<Kind, F, Request> for the policies that follow the function; where they ask for another order, or the function holds data, what gives that.
template <class Kind>
struct kind {
    template <class F, class Request>
    using transform = detail::transform<Kind, F, Request>;
};
// (What request_of gives is written out, so that three lines fewer lead to an error in a policy.)
template <class Kind, class F, class... Policies>
using asked = as_asked<kind<Kind>::template transform, typename Kind::arguments, F, typename requested_by<request<>, Policies...>::type>;

}
