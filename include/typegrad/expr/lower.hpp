// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// From the type of an expression to its graph: its variables, its slots, its nodes.
#pragma once
#pragma GCC system_header

#include <typegrad/expr/expression.hpp>
#include <typegrad/pass/reverse.hpp>

#include <cstdint>

namespace typegrad::expr {

// dE/dV, an expression like any other.
template <class E, class V, kink_policy Kinks>
struct derivative_of : callable, held<0, E> {
    static constexpr int slots = E::slots;

    constexpr derivative_of()
        requires(slots == 0)
        : held<0, E>(E{}) {}
    constexpr explicit derivative_of(E e) : held<0, E>(e) {}
    template <class... Bindings>
    TYPEGRAD_INLINE constexpr auto operator()(Bindings const&... bindings) const {
        return call(*this, bindings...);
    }
};

// The variables of an expression, each once, in the order in which they are met.
template <class... V>
struct variables {
    static constexpr int size = sizeof...(V);

    template <class W>
    static constexpr bool contain = (std::is_same_v<V, W> || ...);
    template <class W>
    static constexpr int position_of() {
        int at = 0;
        (void)((std::is_same_v<V, W> || (++at, false)) || ...);
        return at;
    }
};

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
    template <class Terms>
    struct joined_facts;
    template <class... Terms>
    struct joined_facts<term_list<Terms...>> {
        static constexpr auto join(auto a) { return a; }
        static constexpr auto join(auto a, auto b) { return joined(a, b); }
        static constexpr auto join(auto a, auto b, auto c) { return joined(joined(a, b), c); }
        using variables = decltype(join(typename term_facts<Terms>::variables{}...));
        static constexpr fingerprint identity(fingerprint f) {
            ((f = f.then(term_facts<Terms>::identity)), ...);
            return f;
        }
    };
    template <class E>
        requires(E::has_terms)
    struct term_facts<E> {
        using variables = typename joined_facts<typename E::terms>::variables;
        static constexpr auto identity = joined_facts<typename E::terms>::identity({5, static_cast<std::uint64_t>(code<typename E::operation>)});
    };
    template <class E, class V, kink_policy Kinks>
    struct term_facts<derivative_of<E, V, Kinks>> {
        using variables = typename term_facts<E>::variables;
        static constexpr auto identity = fingerprint{6, 7 + static_cast<std::uint64_t>(Kinks)}.then(term_facts<E>::identity).then(term_facts<V>::identity);
    };

    // The nodes of one expression. A term without slots is lowered once, however often its type occurs: otherwise a
    // shared subexpression would cost twice as much at each level. Terms with slots are not the same because their
    // types are.
    template <class E, class Literal>
    class lowering {
        using value = tracer<Literal>;

    public:
        constexpr explicit lowering(graph::builder<Literal>& builder) : builder_(builder), known_(64) {
            for (int i = 0; i < variables::size + E::slots; ++i) builder.input();
            rehash(256);
        }
        constexpr lowering(lowering const&) = delete;
        constexpr lowering& operator=(lowering const&) = delete;
        constexpr ~lowering() { delete[] table_; }

        constexpr value run() { return lower(static_cast<E const*>(nullptr)); }

    private:
        using variables = typename term_facts<E>::variables;
        struct known_term {
            fingerprint type;
            value lowered;
        };

        template <class T>
        constexpr value lower(T const* term) {
            // Compilers evaluate 512 calls inside of each other: two a level, so that 200 levels are no matter.
            if constexpr (T::slots > 0 && T::has_terms) return make_operation<typename T::operation>(typename T::terms{}, typename T::positions{});
            else if constexpr (T::slots > 0) return make(term);
            else {
                unsigned at = static_cast<unsigned>(term_facts<T>::identity.low) & mask_;
                for (; table_[at] != 0; at = (at + 1) & mask_)
                    if (known_[table_[at] - 1].type == term_facts<T>::identity) return known_[table_[at] - 1].lowered;
                value lowered;
                if constexpr (T::has_terms) lowered = make_operation<typename T::operation>(typename T::terms{}, typename T::positions{});
                else lowered = make(term);
                known_.push({term_facts<T>::identity, lowered});
                if (known_.size * 4 > static_cast<int>(mask_)) rehash(4 * (mask_ + 1));
                else enter(known_.size);
                return lowered;
            }
        }
        constexpr void enter(int number) {
            unsigned at = static_cast<unsigned>(known_[number - 1].type.low) & mask_;
            while (table_[at] != 0) at = (at + 1) & mask_;
            table_[at] = number;
        }
        constexpr void rehash(unsigned size) {
            delete[] table_;
            table_ = new int[size]{};
            mask_ = size - 1;
            for (int number = 1; number <= known_.size; ++number) enter(number);
        }

        template <name Name>
        constexpr value make(variable<Name> const*) {
            return value(&builder_, variables::template position_of<variable<Name>>());
        }
        template <auto Value>
        constexpr value make(constant_term<Value> const*) {
            return value(Value);
        }
        template <class T>
        constexpr value make(literal<T> const*) {
            return value(&builder_, variables::size + slot_++);
        }
        template <class Op, class... Terms, int... Position>
        constexpr value make_operation(term_list<Terms...>, std::integer_sequence<int, Position...>) {
            value const term[] = {lower(static_cast<Terms const*>(nullptr))...};  // in order
            return tracing<Literal>::template append<Op>(term[Position]...);
        }
        template <class F, class V, kink_policy Kinks>
        constexpr value make(derivative_of<F, V, Kinks> const*) {
            kink_policy const outer = builder_.kinks();
            value const y = lower(static_cast<F const*>(nullptr));
            int const x = variables::template position_of<V>();
            if (y.is_literal() || y.id() < x) return value(0);
            bool* const active = new bool[static_cast<std::size_t>(y.id()) + 1]{};
            active[x] = true;
            pass::mark_active(builder_, 0, y.id() + 1, active);
            value derivative(0);
            builder_.follow(Kinks);
            if (active[y.id()]) derivative = pass::reverse_sweep<Literal>(builder_, y.id(), 1, active)[x];
            delete[] active;
            builder_.follow(outer);
            return derivative;
        }

        graph::builder<Literal>& builder_;
        graph::detail::growing<known_term> known_;
        int* table_ = nullptr;
        unsigned mask_ = 0;
        int slot_ = 0;
    };

    // The numbers that an expression holds, in the order in which lowering meets them.
    struct slot_values {
        template <class E, class T>
        TYPEGRAD_INLINE static constexpr T* write(E const& e, T* next) {
            if constexpr (E::slots > 0) next = write_held(e, next);
            return next;
        }

    private:
        template <class N, class T>
        TYPEGRAD_INLINE static constexpr T* write_held(literal<N> const& term, T* next) {
            *next = static_cast<T>(term.value);
            return next + 1;
        }
        template <class E, class T>
            requires(E::has_terms)
        TYPEGRAD_INLINE static constexpr T* write_held(E const& e, T* next) {
            return write_terms(e, typename E::terms{}, typename E::positions{}, next);
        }
        template <class E, class... Terms, int... Position, class T>
        TYPEGRAD_INLINE static constexpr T* write_terms(E const& e, term_list<Terms...>, std::integer_sequence<int, Position...>, T* next) {
            ((next = write(e.held<Position, Terms>::term, next)), ...);
            return next;
        }
        template <class E, class V, kink_policy Kinks, class T>
        TYPEGRAD_INLINE static constexpr T* write_held(derivative_of<E, V, Kinks> const& e, T* next) {
            return write(e.held<0, E>::term, next);
        }
    };
}

template <class E>
using variables_of = typename detail::term_facts<E>::variables;
template <class E>
inline constexpr int slots_of = E::slots;

// The recipe of an expression's graph: first its variables, then its slots are the inputs; one output.
template <class E, class Literal>
struct lowered {
    using literal_type = Literal;
    static constexpr int inputs = variables_of<E>::size + slots_of<E>;
    static constexpr int outputs = 1;
    static constexpr int exact_outputs = 1;
    static constexpr int expected_nodes = 512;
    static constexpr int expected_literals = 64;

    static constexpr auto start() { return graph::builder<Literal>(); }
    static constexpr void run(graph::builder<Literal>& builder, int* output) {
        detail::lowering<E, Literal> lowering(builder);
        *output = lowering.run().operand_in(builder);
    }
};

}
