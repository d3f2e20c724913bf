// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What is to be known of each kind of term before it is lowered: its variables, and a number that tells its type from others.
#pragma once
#pragma GCC system_header

#include <typegrad/expr/terms.hpp>

#include <cstdint>
#include <tuple>
#include <type_traits>

namespace typegrad::inline v0_2::expr {

namespace detail {
    template <class All>
    constexpr auto joined(All, variables<>) {
        return All{};
    }
    template <class... V, class W, class... Rest>
    constexpr auto joined(variables<V...>, variables<W, Rest...>) {
        if constexpr (variables<V...>::template contain<W>) return joined(variables<V...>{}, variables<Rest...>{});
        else return joined(variables<V..., W>{}, variables<Rest...>{});
    }

    // 128 bits that stand for a type, made from its structure. (Addresses of objects, one a type, would do as well, but g++ does
    // not compare them in constant expressions under -fsanitize=undefined; and the name of a type can be endless.)
    struct fingerprint {
        std::uint64_t low = 0;
        std::uint64_t high = 0;

        constexpr bool operator==(fingerprint const&) const = default;
        constexpr fingerprint then(fingerprint next) const {
            return {mix(low * 0x9e3779b97f4a7c15u + next.low + 0x632be59bd9b4e019u), mix(high * 0xd1342543de82ef95u + next.high + 0xaf251af3b0f025b5u)};
        }

    private:
        static constexpr std::uint64_t mix(std::uint64_t z) {
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
            z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
            return z ^ (z >> 31);
        }
    };
    template <class T>
    constexpr fingerprint fingerprint_of(T value) {
        auto const bits = [](double x) { return __builtin_bit_cast(std::uint64_t, x); };
        if constexpr (std::is_integral_v<T>) return fingerprint{8, sizeof(T)}.then({static_cast<std::uint64_t>(value), static_cast<std::uint64_t>(value)});
        else {
            auto const leading = static_cast<double>(value);  // of a long double, then what is left of it
            auto const rest = static_cast<double>(value - static_cast<T>(leading));
            return fingerprint{9, sizeof(T)}.then({bits(leading), bits(rest)});
        }
    }

    // What is to be known of each kind of term: its variables, and what tells its type from others.
    template <class E>
    struct term_facts;
    template <name Name>
    struct term_facts<variable<Name>> {
        using variables = expr::variables<variable<Name>>;
        static constexpr auto identity = [] {
            fingerprint f{1, 2};
            for (char c : Name.text) f = f.then({static_cast<unsigned char>(c), static_cast<unsigned char>(c)});
            return f;
        }();
    };
    template <name Name>
    struct term_facts<column<Name>> {
        using variables = expr::variables<column<Name>>;
        static constexpr auto identity = fingerprint{15, 16}.then(term_facts<variable<Name>>::identity);
    };
    template <auto Value>
    struct term_facts<constant_term<Value>> {
        using variables = expr::variables<>;
        static constexpr auto identity = fingerprint_of(Value);
    };
    template <class T>
    struct term_facts<literal<T>> {
        using variables = expr::variables<>;
        static constexpr auto identity = fingerprint{3, 4};
    };
    constexpr auto join() { return variables<>{}; }
    constexpr auto join(auto a) { return a; }
    constexpr auto join(auto a, auto b, auto... more) { return join(joined(a, b), more...); }

    template <class... T>
    constexpr fingerprint identity_of(fingerprint f, T const*...) {
        ((f = f.then(term_facts<T>::identity)), ...);
        return f;
    }
    template <class List>
    struct joined_facts;
    template <class... Terms>
    struct joined_facts<term_list<Terms...>> {
        using variables = decltype(join(typename term_facts<Terms>::variables{}...));
        static constexpr fingerprint identity(fingerprint f) { return identity_of(f, static_cast<Terms const*>(nullptr)...); }
    };
    template <class E>
        requires(E::has_terms)
    struct term_facts<E> {
        using variables = typename joined_facts<typename E::terms>::variables;
        static constexpr auto identity = joined_facts<typename E::terms>::identity({5, static_cast<std::uint64_t>(code<typename E::operation>)});
    };

    // Of a substitution. The variables of the replacements are where the replaced variables were.
    template <int I, class First, class... Rest>
    struct term_at : term_at<I - 1, Rest...> {};
    template <class First, class... Rest>
    struct term_at<0, First, Rest...> {
        using type = First;
    };
    template <class Replaced, class List>
    struct replacements;
    template <class... W, class... Terms>
    struct replacements<variables<W...>, term_list<Terms...>> {
        template <class V>
        static constexpr int position = variables<W...>::template position_of<V>();  // or their number
        template <class V>
        static constexpr bool replace = position<V> < static_cast<int>(sizeof...(W));

        using source = typename term_at<sizeof...(W), Terms...>::type;
        template <class V>
        static constexpr auto left_of() {
            if constexpr (replace<V>) return typename term_facts<typename term_at<position<V>, Terms...>::type>::variables{};
            else return variables<V>{};
        }
        static constexpr fingerprint identity(fingerprint f) { return identity_of(identity_of(f, static_cast<W const*>(nullptr)...), static_cast<Terms const*>(nullptr)...); }
    };
    template <class Replacements, class... V>
    constexpr auto variables_left(variables<V...>) {
        return join(Replacements::template left_of<V>()...);
    }
    template <class E>
        requires(E::replaces)
    struct term_facts<E> {
        using by = replacements<typename E::operation, typename E::terms>;
        using variables = decltype(variables_left<by>(typename term_facts<typename by::source>::variables{}));
        static constexpr auto identity = by::identity({10, 11});
    };
    template <class E, class V, kink_policy Kinks>
    struct term_facts<derivative_of<E, V, Kinks>> {
        using variables = typename term_facts<E>::variables;
        static constexpr auto identity = fingerprint{6, 7 + static_cast<std::uint64_t>(Kinks)}.then(term_facts<E>::identity).then(term_facts<V>::identity);
    };
}

template <class E>
using variables_of = typename detail::term_facts<E>::variables;
template <class E>
inline constexpr int slots_of = E::slots;

namespace detail {
    // Those of the variables that are columns, and the others.
    template <bool Columns, class... Done>
    constexpr auto some_variables(variables<Done...> done, variables<>) {
        return done;
    }
    template <bool Columns, class... Done, class V, class... Rest>
    constexpr auto some_variables(variables<Done...> done, variables<V, Rest...>) {
        if constexpr (is_column<V> == Columns) return some_variables<Columns>(variables<Done..., V>{}, variables<Rest...>{});
        else return some_variables<Columns>(done, variables<Rest...>{});
    }
    template <class All>
    using columns_among = decltype(some_variables<true>(variables<>{}, All{}));
    template <class All>
    using numbers_among = decltype(some_variables<false>(variables<>{}, All{}));

    // The inputs of an expression's graph: the variables; where there are columns, one for all rows, which is their number; the numbers that
    // the expression holds. `variables`: as the inputs stand, and then the columns. `named`: the inputs before the numbers held.
    template <class All, bool = All::has_columns>
    struct inputs_for {
        using variables = All;
        using named = All;
        static constexpr int numbers = All::size, first_slot = All::size;
    };
    template <class All>
    struct inputs_for<All, true> {
        using variables = decltype(join(numbers_among<All>{}, columns_among<All>{}));
        using named = decltype(join(numbers_among<All>{}, expr::variables<column<"rows">>{}));
        static constexpr int numbers = numbers_among<All>::size, first_slot = numbers + 1;
    };
}
template <class E>
using names_of_inputs = typename detail::inputs_for<variables_of<E>>::named;
template <class E>
using columns_of_inputs = detail::columns_among<variables_of<E>>;

}
