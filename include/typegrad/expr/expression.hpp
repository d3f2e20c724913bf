// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Expressions as types: variables and constants are empty, operators build types, and only a number that is known at run
// time is held, by value. Nothing refers to anything, so an `auto` never dangles.
#pragma once
#pragma GCC system_header

#include <typegrad/config.hpp>
#include <typegrad/op/limits.hpp>
#include <typegrad/op/table.hpp>

#include <concepts>
#include <cstddef>
#include <utility>

namespace typegrad::inline v0_2 {

// A string as a template argument: the name of a variable.
template <std::size_t N>
struct name {
    char text[N]{};

    constexpr name(char const (&from)[N]) {
        for (std::size_t i = 0; i < N; ++i) text[i] = from[i];
    }
    // A character alone, and no number: wrt<0> is of positions.
    template <std::same_as<char> Character>
    TYPEGRAD_UNAVAILABLE("typegrad: a variable's name is a text in double quotes: variable<\"x\">") constexpr name(Character) {}
    template <std::size_t M>
    constexpr bool operator==(name<M> const& other) const {
        if constexpr (N == M) {
            for (std::size_t i = 0; i < N; ++i)
                if (text[i] != other.text[i]) return false;
            return true;
        } else {
            return false;
        }
    }
};
template <std::same_as<char> Character>
name(Character) -> name<1>;

// Its namespace is where argument-dependent look-up finds gradient(y), derivative(y, x) and the rest for any expression.
struct found_in_typegrad : operand {};

namespace expr {

    // The compiler names these, with the variable, where a point does not fit the expression.
    namespace error {
        template <name Variable>
        struct variable_has_no_value_bind_it_as_in_x_equals_2;
        template <name Column>
        struct expressions_are_differentiated_in_variables_and_not_in_the_column;
        template <name Column>
        struct column_has_no_data_bind_it_as_in_x_equals_a_vector;
        template <name Variable>
        struct variable_is_bound_twice;
        template <name Variable>
        struct variable_does_not_occur_in_the_expression;
        template <int Variables>
        struct by_position_the_call_takes_one_value_for_each_variable;
    }

    struct expressions;

    template <class E>
    concept expression = is_operand<E> && std::same_as<typename E::algebra, expressions>;
    template <class E>
    inline constexpr bool is_expression = expression<E>;  // where clang would explain the concept line by line

    // A number, of whatever type, or an expression: no container.
    template <class T>
    inline constexpr bool can_be_bound = std::is_arithmetic_v<T>;
    template <is_operand T>
    inline constexpr bool can_be_bound<T> = true;
    // Of no operand: clang would print the type of an expression that has no begin(), as long as all paths to its leaves, and throw the text away.
    template <class T>
        requires(std::is_class_v<T> && !is_operand<T>)
    inline constexpr bool can_be_bound<T> = std::numeric_limits<T>::is_specialized || !requires(T const& t) { t.begin(); t.end(); };

    // A number for a variable, or an expression: what `x = 2.0` and `x = a + b` give.
    template <name Name, class T>
    struct binding {
        T value;
    };

    template <class E>
    inline constexpr bool is_type_of_another = false;
#define TYPEGRAD_ANOTHER_EXPRESSION                                                                                                             \
        "typegrad: the type of an expression says what it computes, so a function of an expression cannot give back the type of its parameter, nor " \
        "a variable take another expression; write auto for the result: template <class T> auto f(T const& v)"

    // y(x = 2.0), or by position: y(2.0); y(x = a + b). Defined in expr/evaluate.hpp.
    struct callable : found_in_typegrad {
        using algebra = expressions;
        // Asked for by value: clang prints and keeps the name of a type that fails a look-up.
        static constexpr bool has_terms = false;  // an operation
        static constexpr bool replaces = false;   // a substitution
        static constexpr int depth = 1;           // of nested operations

        template <class Self, class... Bindings>
        TYPEGRAD_INLINE static constexpr auto call(Self const& self, Bindings const&... bindings);

        // No expression is of another one's type. What would convert one says so.
        template <class E>
            requires is_expression<E>
        operator E() const {
            static_assert(is_type_of_another<E>, TYPEGRAD_ANOTHER_EXPRESSION);
            __builtin_unreachable();
        }
    };

    // A term of an operation. One that holds no numbers is not stored: the type is all there is to it. (Stored, a shared
    // subexpression would be laid out twice at each level, as empty members of one type must not share an address.)
    template <int Position, class Term>
    struct held {
        Term term;

        constexpr explicit held(Term t) : term(t) {}
    };
    template <int Position, class Term>
        requires(Term::slots == 0)
    struct held<Position, Term> {
        static constexpr Term term{};

        constexpr held() = default;
        constexpr explicit held(Term) {}
    };

    template <class... Terms>
    struct term_list {};

// How deeply expressions nest. The compilers allow constant expressions, and templates, a depth that ends there; beyond it they print
// types of a hundred thousand characters.
#ifndef TYPEGRAD_EXPRESSION_DEPTH
#define TYPEGRAD_EXPRESSION_DEPTH 250
#endif
    template <class Term, bool = std::is_base_of_v<callable, Term>>
    inline constexpr int depth_of = 1;
    template <class Term>
    inline constexpr int depth_of<Term, true> = Term::depth;

    consteval int deepest(auto... depths) {
        int all = 0;
        ((all = all < depths ? depths : all), ...);
        return all;
    }

    // An operation on one to three terms: the type `type` inside. It is nested because argument-dependent look-up goes through
    // the template arguments of a class, on clang as often as they are written, but not through those of a class around it.
    // Op is a stanza of the table, or, where the terms are put together otherwise (expr/terms.hpp), what says how.
    template <class Op, class Positions, class... Terms>
    struct operation_on;
    template <class Op>
    inline constexpr bool is_replacement = false;
    template <class Op, int... Position, class... Terms>
    struct operation_on<Op, std::integer_sequence<int, Position...>, Terms...> {
        struct type : callable, held<Position, Terms>... {
            using operation = Op;
            using terms = term_list<Terms...>;
            static constexpr bool has_terms = !is_replacement<Op>;
            static constexpr bool replaces = is_replacement<Op>;
            using positions = std::integer_sequence<int, Position...>;
            static constexpr int slots = (0 + ... + Terms::slots);
            static constexpr int depth = 1 + deepest(depth_of<Terms>...);
            static_assert(depth != TYPEGRAD_EXPRESSION_DEPTH + 1,
                          "typegrad: the expression is nested too deeply; write it as a function, typegrad::gradient([](auto x) { … }), which may compute thousands of operations in "
                          "loops, or define TYPEGRAD_EXPRESSION_DEPTH and give the compiler -fconstexpr-depth= and -ftemplate-depth=");

            // Without a word about the terms: each of them would be made as often as there are paths to it.
            constexpr type()
                requires(slots == 0)
            = default;
            constexpr explicit type(Terms... term) : held<Position, Terms>(term)... {}

            template <class... Bindings>
            TYPEGRAD_INLINE constexpr auto operator()(Bindings const&... bindings) const {
                return call(*this, bindings...);
            }
        };
    };

    // A number whose value the type does not know: a slot of the graph, filled at each evaluation.
    template <class T>
    struct literal : callable {
        static constexpr int slots = 1;
        T value;

        constexpr explicit literal(T v) : value(v) {}
        template <class... Bindings>
        TYPEGRAD_INLINE constexpr auto operator()(Bindings const&... bindings) const {
            return call(*this, bindings...);
        }
    };

}

#define TYPEGRAD_BINDS [[nodiscard("typegrad: `x = …` assigns nothing to a variable of expressions, it binds the variable in a call, y(x = 2.0); write auto const t = s * x")]]

// A variable of expressions, an empty type that its name tells from others:
//
//     constexpr typegrad::variable<"x"> x;
//     constexpr auto y = 5 * pow(x, 3) + 2 * pow(x, 2) + 4 * x + 8;
template <name Name>
struct variable : expr::callable {
    static constexpr auto text = Name;
    static constexpr int slots = 0;
    // What is said of a point, or of wrt(…), without it.
    using unbound = expr::error::variable_has_no_value_bind_it_as_in_x_equals_2<Name>;
    using absent = expr::error::variable_does_not_occur_in_the_expression<Name>;

    constexpr variable() = default;
    constexpr variable(variable const&) = default;
    // Of a name that was left out: see below.
    template <class T>
        requires(Name == name(""))
    constexpr explicit variable(T const&) {}

    // A value for this variable, to evaluate with: y(x = 2.0); or an expression, to take its place: y(x = a + b). Nothing is
    // assigned.
    template <class T>
        requires expr::can_be_bound<T>
    TYPEGRAD_BINDS constexpr expr::binding<Name, std::remove_cv_t<T>> operator=(T const& value) const {
        return {value};
    }
    // The same for a variable that is not const: else an assignment after a conversion, which is an error, would be as good a match.
    template <class T>
        requires expr::can_be_bound<T>
    TYPEGRAD_BINDS constexpr expr::binding<Name, std::remove_cv_t<T>> operator=(T const& value) {
        return {value};
    }
    template <class T>
        requires(!expr::can_be_bound<T>)
    constexpr expr::binding<Name, double> operator=(T const&) const {
        static_assert(expr::can_be_bound<T>, "typegrad: a variable is bound to a number, x = 2.0, or to an expression; of several numbers a typegrad::column<\"x\"> (typegrad/columns.hpp)");
        return {0.0};
    }

    template <class... Bindings>
    TYPEGRAD_INLINE constexpr auto operator()(Bindings const&... bindings) const {
        return call(*this, bindings...);
    }
};

// `variable x;` and `variable x("x")` only say what to write. (Of a text alone: clang looks at the name before it looks at a constraint.)
namespace expr::detail {
    template <std::size_t... Length>
    inline constexpr bool has_a_name = false;
    template <std::size_t... Length>
    consteval auto name_left_out() {
        static_assert(has_a_name<Length...>, "typegrad: the name of a variable of expressions is in its type: constexpr typegrad::variable<\"x\"> x;");
        return name("");
    }
}
template <std::size_t... None>
variable() -> variable<expr::detail::name_left_out<None...>()>;
template <std::size_t Length>
variable(char const (&)[Length]) -> variable<expr::detail::name_left_out<Length>()>;

// A variable that stands for many numbers: typegrad/columns.hpp.
template <name Name>
struct column;

// A number in the type: known to the graph, folded and simplified with.
template <auto Value>
struct constant_term : expr::callable {
    static constexpr auto value = Value;
    static constexpr int slots = 0;

    template <class... Bindings>
    TYPEGRAD_INLINE constexpr auto operator()(Bindings const&... bindings) const {
        return call(*this, bindings...);
    }
};
// constant<5> * x: a number in an expression that is part of its type. (The 5 of 5 * x is held by value.)
template <auto Value>
inline constexpr constant_term<Value> constant{};

template <auto Value>
inline constexpr bool op::integer_valued<constant_term<Value>> = std::is_integral_v<decltype(Value)>;

namespace expr {

    // An integral constant, Boost.Hana's for one, is known by its type. (Operands are sorted out before anything is looked up
    // in them: clang keeps a printed message of every failed look-up, and the name of a shared expression is endless.)
    template <class T>
    concept integral_constant = !is_operand<T> && std::is_empty_v<T> && requires {
        T::value;
        typename T::value_type;
    } && std::integral<typename T::value_type>;

// What becomes of an operand in an expression.

    template <class T>
    struct term_of;
    template <expression E>
    struct term_of<E> {
        using type = E;
    };
    template <class T>
        requires std::is_arithmetic_v<T>
    struct term_of<T> {
        using type = literal<std::remove_cv_t<T>>;
    };
    template <integral_constant T>
    struct term_of<T> {
        using type = constant_term<T::value>;
    };
    template <class T>
    using term = typename term_of<T>::type;

    template <class T>
    constexpr auto as_term(T const& value) {
        if constexpr (integral_constant<T>) return term<T>{};
        else return term<T>(value);
    }

    // The algebra: an operation makes a type.
    struct expressions {
        template <class A>
        static constexpr bool takes = std::is_arithmetic_v<A> || expression<A> || integral_constant<A>;

        template <class Op, class... A>
        using result = typename operation_on<Op, std::make_integer_sequence<int, static_cast<int>(sizeof...(A))>, term<A>...>::type;

        template <class Op, class... A>
        static constexpr result<Op, A...> apply(A const&... a) {
            return result<Op, A...>(as_term(a)...);
        }
    };

}

// Declared to say what to write.
#define TYPEGRAD_PRINTED "typegrad: an expression has no number to be printed; print y(x = 2.0), or the formula: typegrad::infix(y), with <typegrad/print.hpp>"
template <expr::expression E, class Stream>
    requires requires(Stream& stream) { stream.rdbuf(); }
TYPEGRAD_SAYS_IN_LINE(TYPEGRAD_PRINTED)
constexpr Stream& operator<<(Stream& stream, E const&) {
    TYPEGRAD_SAYS_IN_BODY(sizeof(E) == 0, TYPEGRAD_PRINTED)
    return stream;
}
#undef TYPEGRAD_PRINTED

}

template <typegrad::expr::expression E>
struct std::numeric_limits<E> : typegrad::op::internal::no_limits<E> {};
