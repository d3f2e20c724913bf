// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Columns of data in expressions. A column is a variable that stands for many numbers:
//
//     constexpr typegrad::column<"x"> x;
//     constexpr typegrad::column<"y"> y;
//     constexpr typegrad::variable<"a"> a;
//     constexpr typegrad::variable<"b"> b;
//     constexpr auto loss = sum(square(y - a * exp(b * x)));
//     gradient(loss, wrt(a, b))(a = 1.0, b = 0.1, x = xs, y = ys)[b];
//
// sum, mean, product, max, min and log_sum_exp make one number of what stands in them, over all rows; a reduction inside of another one is a number
// to it, as in sum(square(x - mean(x))). The columns of an expression stand side by side: they are bound to data of one length, what
// typegrad::rows takes, else std::invalid_argument. The expression is the function of loops.hpp with the variables, then the rows, for arguments, and
// takes what such a function takes: wrt(a, …), which names variables, the policies for kinks, fast, lanes, parallel. Without wrt it
// is differentiated in all variables, and in no column.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/expr/derivatives.hpp>
#include <typegrad/loops.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2 {

namespace expr::detail {
    template <class Data>
    consteval bool has_numbers() {
        if constexpr (typegrad::detail::has_rows<Data>) return std::is_arithmetic_v<typegrad::detail::row_given_by<Data>>;
        else return false;
    }
}

// A variable of expressions that stands for many numbers: sum, mean, max and so on of an expression go over all of them. It is bound to a
// vector, array or span of numbers, y(a = 1.0, x = xs).
template <name Name>
struct column : expr::callable {
    static constexpr auto text = Name;
    static constexpr int slots = 0;
    using unbound = expr::error::column_has_no_data_bind_it_as_in_x_equals_a_vector<Name>;
    using absent = expr::error::expressions_are_differentiated_in_variables_and_not_in_the_column<Name>;

    constexpr column() = default;
    constexpr column(column const&) = default;

    // The data of this column, a std::vector, std::array, std::span or a vector of Eigen's of numbers. They are not copied, and must outlive the call.
    template <class Data>
    constexpr auto operator=(Data const& data) const {
        constexpr bool are_numbers = expr::detail::has_numbers<Data>();
        static_assert(are_numbers, "typegrad: a column is bound to many numbers: a std::vector, std::array, std::span of them, or a vector of Eigen's (typegrad/eigen.hpp)");
        if constexpr (are_numbers) {
            auto const numbers = typegrad::detail::column_of<Data>::make(data);
            using bound = expr::detail::bound_column<std::remove_const_t<decltype(numbers)>>;
            return expr::binding<Name, bound>{bound{numbers, static_cast<std::size_t>(typegrad::detail::column_of<Data>::size(data))}};
        } else {
            return expr::binding<Name, expr::detail::bound_column<typegrad::detail::column_of_numbers>>{};
        }
    }
    template <class Data>
    constexpr auto operator=(Data const& data) {
        return static_cast<column const&>(*this) = data;
    }

    template <class... Bindings>
    TYPEGRAD_INLINE constexpr auto operator()(Bindings const&... bindings) const {
        return call(*this, bindings...);
    }
};

namespace expr::detail {
    // The operations that the reductions are. What is reduced has been lowered before, with the numbers of a row for its columns.
#define TYPEGRAD_REDUCTION_OF_COLUMNS(name)                                                                                                 \
    struct name##_of_columns : reduction_of_columns {                                                                                       \
        template <class T>                                                                                                                  \
        static constexpr T reduced(T const& count, T const& value) {                                                                        \
            return typegrad::name(traced_rows<T, typegrad::detail::column_traced_before>{count}, [&](auto const&) { return value; });           \
        }                                                                                                                                   \
    };
    TYPEGRAD_REDUCTION_OF_COLUMNS(sum)
    TYPEGRAD_REDUCTION_OF_COLUMNS(mean)
    TYPEGRAD_REDUCTION_OF_COLUMNS(product)
    TYPEGRAD_REDUCTION_OF_COLUMNS(max)
    TYPEGRAD_REDUCTION_OF_COLUMNS(min)
    TYPEGRAD_REDUCTION_OF_COLUMNS(log_sum_exp)
#undef TYPEGRAD_REDUCTION_OF_COLUMNS

    template <class Reduction, class E>
    using reduction = typename operation_on<Reduction, std::integer_sequence<int, 0>, E>::type;

    // Whether a column stands outside of all reductions. (Of substitutions the graph says it.)
    template <class E>
    inline constexpr bool is_outside = is_column<E>;
    template <class... Terms>
    consteval bool any_is_outside(term_list<Terms...>) {
        return (false || ... || is_outside<Terms>);
    }
    template <class E>
        requires(E::has_terms)
    inline constexpr bool is_outside<E> = !std::is_base_of_v<reduction_of_columns, typename E::operation> && any_is_outside(typename E::terms{});
    template <class E, class V, kink_policy Kinks>
    inline constexpr bool is_outside<derivative_of<E, V, Kinks>> = is_outside<E>;

    struct value_of_columns {
        template <class F, class Request>
        using transform = typegrad::detail::transform<typegrad::detail::value_result, F, typegrad::detail::request<typegrad::detail::all_arguments, Request::kinks, Request::fast, typename Request::execution>>;
    };
    struct value_kind : no_more {
        using transforms = value_of_columns;
        template <class, class>
        TYPEGRAD_INLINE static constexpr auto result(auto const& value) { return value; }
    };
    struct gradient_kind : no_more {
        using transforms = typegrad::detail::kind<typegrad::detail::gradient_result>;
        template <class Wrt, class T>
        TYPEGRAD_INLINE static constexpr auto result(auto const& gradient) { return by_variable<Wrt, T>(gradient); }
    };
    struct value_and_gradient_kind : no_more {
        using transforms = typegrad::detail::kind<typegrad::detail::value_and_gradient_result>;
        template <class Wrt, class T>
        TYPEGRAD_INLINE static constexpr auto result(auto const& all) {
            return value_with_gradient<T, gradient_by_variable<T, Wrt>>{all.value, by_variable<Wrt, T>(all.gradient)};
        }
    };

    // The policies for how loops run are the function's, the others are those of an expression.
    template <class Policy>
    inline constexpr bool runs_loops = typegrad::detail::row_policy<Policy> || typegrad::detail::block_policy<Policy> || std::is_same_v<Policy, unchecked_t>;
    template <class Request, class... Policies>
    struct with_loops_run {
        using type = Request;
    };
    template <class Request, class Policy, class... Rest>
    struct with_loops_run<Request, Policy, Rest...> : with_loops_run<typename std::conditional_t<runs_loops<Policy>, typegrad::detail::requested<Request, Policy>, std::type_identity<Request>>::type, Rest...> {};
    template <class All, class... Policies>
    using request_over_columns =
        typename with_loops_run<typename requested_by<request<numbers_among<All>>, std::conditional_t<runs_loops<Policies>, kinks::choice<kink_policy::least_norm>, Policies>...>::type, Policies...>::type;

    // What is bound to a variable.
    template <class V, class First, class... Rest>
    constexpr auto const& bound_to(First const& first, Rest const&... rest) {
        if constexpr (binds<V>(static_cast<First const*>(nullptr))) return first.value;
        else return bound_to<V>(rest...);
    }
    template <class First, class... C, class... B>
    constexpr auto rows_of_columns(variables<First, C...>, B const&... bound) {
        std::size_t const count = bound_to<First>(bound...).size;
        auto const compare = [&](std::size_t size, char const* name) {
            if (size != count)
                typegrad::detail::refuse_rows("column " + std::string(name) + " has " + std::to_string(size) + " rows, and column " + First::text.text + " has " + std::to_string(count));
        };
        (compare(bound_to<C>(bound...).size, C::text.text), ...);
        return row_range<std::remove_cvref_t<decltype(bound_to<First>(bound...).data)>, std::remove_cvref_t<decltype(bound_to<C>(bound...).data)>...>{{bound_to<First>(bound...).data, bound_to<C>(bound...).data...}, count};
    }

    // A transform of expressions with columns.
    template <class Kind, class List, class Request>
    struct transform_over_columns {
        using expression_type = List;
        static constexpr bool may_share = false;
        using all = typename list_facts<List>::variables;
        using inputs = typename list_facts<List>::before_slots;
        using numbers = numbers_among<all>;
        using wrt = typename Request::wrt;
        using function = typegrad::detail::as_asked<Kind::transforms::template transform, typename Kind::arguments, as_function<List>, typename request_of_function<numbers, Request>::type>;
        static constexpr std::size_t slots = static_cast<std::size_t>(List::slots), more = Kind::template more<List, wrt>;
        static constexpr bool several_cotangents = std::is_same_v<Kind, vjp_kind> && List::size > 1;  // then they are one array
        using before = std::make_index_sequence<static_cast<std::size_t>(numbers::size)>;  // the arguments of the function before the rows, and those behind them
        using behind = std::make_index_sequence<slots + (several_cotangents ? 0 : more)>;

        List expressions;

        template <class Literal, auto>
        using number = Literal;
        template <class Literal, name... C, std::size_t... V, std::size_t... I>
        static constexpr auto recipe_for(variables<column<C>...>, std::index_sequence<V...>, std::index_sequence<I...>) {
            using data = row_range<typegrad::detail::column_in_memory<number<Literal, C>>...>;
            if constexpr (several_cotangents) return std::type_identity<typegrad::detail::recipe_of<function, Literal, number<Literal, V>..., data, number<Literal, I>..., std::array<Literal, more>>>{};
            else return std::type_identity<typegrad::detail::recipe_of<function, Literal, number<Literal, V>..., data, number<Literal, I>...>>{};
        }
        template <class Literal>
        using recipe = typename decltype(recipe_for<Literal>(columns_among<all>{}, before{}, behind{}))::type;

        template <class... Arguments>
        constexpr auto operator()(Arguments const&... arguments) const {
            constexpr bool is_number = !any_is_outside(typename List::terms{});
            static_assert(is_number, "typegrad: a column stands outside of sum, mean, product, max, min and log_sum_exp, which make one number of it");
            if constexpr (!is_number) {
                return 0.0;
            } else if constexpr (more == 0) {
                return with_more(0, arguments...);
            } else {
                constexpr bool complete = [] {
                    if constexpr (sizeof...(Arguments) == 0) return false;
                    else return Kind::template fits<std::tuple_element_t<sizeof...(Arguments) - 1, std::tuple<Arguments...>>>;
                }();
                static_assert(complete, "typegrad: after the point comes along(x = 1.0, …) for jvp and hvp, and for vjp the cotangent");
                if constexpr (complete)
                    return [&]<std::size_t... I>(std::index_sequence<I...>, auto const& point) {
                        return with_more(std::get<sizeof...(I)>(point), std::get<I>(point)...);
                    }(std::make_index_sequence<sizeof...(Arguments) - 1>{}, std::tie(arguments...));
            }
        }

    private:
        template <class More, class... B>
        constexpr auto with_more(More const& last, B const&... point) const {
            if constexpr (!std::is_void_v<wrong_point<all, B...>>) (void)sizeof(wrong_point<all, B...>);
            else if constexpr (!(... && is_binding<B>))
                return [&]<class... V>(variables<V...>) { return with_more(last, (V{} = point)...); }(all{});
            else {
                using T = point_scalar<B...>;
                static_assert(!typegrad::detail::is_traced<T>, "typegrad: data are bound to a column where numbers are; inside of a function that is traced write sum(rows, body), with the rows as its argument");
                std::array<T, static_cast<std::size_t>(numbers::size) + slots + more> values{};
                T* next = values.data();
                [&]<class... V>(variables<V...>) { ((*next++ = static_cast<T>(bound_to<V>(point...))), ...); }(numbers{});
                slot_values::write(expressions, next);
                if constexpr (more > 0) Kind::write(next + slots, wrt{}, last);
                return evaluate(values, rows_of_columns(columns_among<all>{}, point...), before{}, behind{});
            }
        }
        template <class T, std::size_t N, class Rows, std::size_t... V, std::size_t... I>
        static constexpr auto evaluate(std::array<T, N> const& values, Rows const& rows, std::index_sequence<V...>, std::index_sequence<I...>) {
            if constexpr (several_cotangents) {
                std::array<T, more> cotangent{};
                for (std::size_t i = 0; i < more; ++i) cotangent[i] = values[sizeof...(V) + sizeof...(I) + i];
                return Kind::template result<wrt, T>(function{}(values[V]..., rows, values[sizeof...(V) + I]..., cotangent));
            } else {
                return Kind::template result<wrt, T>(function{}(values[V]..., rows, values[sizeof...(V) + I]...));
            }
        }
    };

    template <class Kind, class... Policies, class List>
    constexpr auto transformed_over_columns(List expressions) {
        using all = typename list_facts<List>::variables;
        using request = request_over_columns<all, Policies...>;
        using wrong = wrong_selection<numbers_among<all>, typename request::wrt>;
        if constexpr (!std::is_void_v<wrong>) return (void)sizeof(wrong), transform_over_columns<Kind, List, request_over_columns<all>>{expressions};
        else return transform_over_columns<Kind, List, request>{expressions};
    }
}

// An expression is not differentiated in a column: the transform says so.
template <class... V>
    requires(... || expr::is_column<V>)
constexpr expr::variables<V...> wrt(V...) {
    return {};
}

// Of an expression with columns, over all rows: loops.hpp says what each gives over no rows, and where values are equally large.
#define TYPEGRAD_REDUCTION_OF_COLUMNS(name)                                                                                                               \
    template <expr::expression E>                                                                                                                         \
    constexpr auto name(E e) {                                                                                                                            \
        constexpr bool has_columns = expr::variables_of<E>::has_columns;                                                                                  \
        static_assert(has_columns, "typegrad: " #name " of one expression goes over the rows of its columns, and it has none; declare constexpr typegrad::column<\"x\"> x"); \
        if constexpr (has_columns) return expr::detail::reduction<expr::detail::name##_of_columns, E>(e);                                                  \
        else return e;                                                                                                                                    \
    }
TYPEGRAD_REDUCTION_OF_COLUMNS(sum)
TYPEGRAD_REDUCTION_OF_COLUMNS(mean)
TYPEGRAD_REDUCTION_OF_COLUMNS(product)
TYPEGRAD_REDUCTION_OF_COLUMNS(max)
TYPEGRAD_REDUCTION_OF_COLUMNS(min)
TYPEGRAD_REDUCTION_OF_COLUMNS(log_sum_exp)
#undef TYPEGRAD_REDUCTION_OF_COLUMNS

}

#include <typegrad/macros/restore.hpp>
