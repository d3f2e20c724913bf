// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// From the type of an expression to its graph: its variables, its slots, its nodes.
#pragma once
#pragma GCC system_header

#include <typegrad/expr/facts.hpp>
#include <typegrad/op/loop.hpp>
#include <typegrad/pass/nested.hpp>
#include <typegrad/pass/reverse.hpp>
#include <typegrad/pass/rules.hpp>

namespace typegrad::inline v0_2::expr {

namespace detail {
    // What stands for the variables while a term is lowered: at first inputs, in a substitution the replacements.
    template <class Variables, class Literal>
    struct environment {
        using variables = Variables;
        tracer<Literal> value[Variables::size + 1]{};
        fingerprint identity{};  // of the values; nothing where they are the inputs

        constexpr void identify() {
            identity = fingerprint{12, 13};
            for (int i = 0; i < Variables::size; ++i) {
                auto const id = static_cast<std::uint64_t>(value[i].id());
                identity = identity.then(value[i].is_literal() ? fingerprint_of(value[i].literal()) : fingerprint{14, id});
            }
        }
    };

    // The nodes of expressions that have these variables and so many slots together. A term without slots is lowered once for
    // the same values of the variables, however often its type occurs: otherwise a shared subexpression would cost twice as
    // much at each level. Terms with slots are not the same because their types are.
    template <class Variables, int Slots, class Literal>
    class lowering {
        using value = tracer<Literal>;
        using inputs_before = inputs_for<Variables>;

    public:
        // `sweeps`: how often the outputs are differentiated (graph/builder.hpp).
        constexpr explicit lowering(graph::builder<Literal>& builder, int sweeps) : builder_(builder), known_(64), sweeps_(sweeps) {
            for (int i = 0; i < inputs_before::numbers; ++i) inputs_.value[i] = value(&builder, builder.input());
            for (int i = inputs_before::numbers; i < inputs_before::first_slot + Slots; ++i) builder.input();
            builder.slots_from(inputs_before::first_slot);
            if constexpr (Variables::has_columns) {
                value const loop = tracing<Literal>::template append<op::loop_>(count(), value(0));
                for (int k = inputs_before::numbers; k < Variables::size; ++k) inputs_.value[k] = tracing<Literal>::template append<op::row_>(loop, value(k - inputs_before::numbers));
            }
            rehash(256);
        }
        constexpr lowering(lowering const&) = delete;
        constexpr lowering& operator=(lowering const&) = delete;
        constexpr ~lowering() { delete[] table_; }

        // The output that is the value of E. Slots are counted on from one expression to the next.
        template <class E>
        constexpr int output() {
            return tracing<Literal>::in_kind(kind::value, lower(static_cast<E const*>(nullptr), inputs_)).operand_in(builder_);
        }

    private:
        struct known_term {
            fingerprint type;
            value lowered;
        };

        // Of the rows of the columns.
        constexpr value count() const { return value(&builder_, inputs_before::numbers); }

        template <class T, class Environment>
        constexpr value lower(T const* term, Environment const& at) {
            // Compilers evaluate 512 calls inside of each other: two a level, so that 200 levels are no matter.
            if constexpr (T::slots > 0 && T::has_terms) return make_operation<typename T::operation>(typename T::terms{}, typename T::positions{}, at);
            else if constexpr (T::slots > 0) return make(term, at);
            else {
                // What is differentiated again holds more (pass/limit.hpp).
                auto const level = static_cast<std::uint64_t>(sweeps_) << 40;
                fingerprint const type{term_facts<T>::identity.low ^ at.identity.low ^ level, term_facts<T>::identity.high ^ at.identity.high};
                unsigned place = static_cast<unsigned>(type.low) & mask_;
                for (; table_[place] != 0; place = (place + 1) & mask_)
                    if (known_[table_[place] - 1].type == type) return known_[table_[place] - 1].lowered;
                value lowered;
                if constexpr (T::has_terms) lowered = make_operation<typename T::operation>(typename T::terms{}, typename T::positions{}, at);
                else lowered = make(term, at);
                known_.push({type, lowered});
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

        template <name Name, class Environment>
        constexpr value make(variable<Name> const*, Environment const& at) {
            return at.value[Environment::variables::template position_of<variable<Name>>()];
        }
        template <name Name, class Environment>
        constexpr value make(column<Name> const*, Environment const& at) {
            return at.value[Environment::variables::template position_of<column<Name>>()];
        }
        template <auto Value, class Environment>
        constexpr value make(constant_term<Value> const*, Environment const&) {
            return value(Value);
        }
        template <class T, class Environment>
        constexpr value make(literal<T> const*, Environment const&) {
            return value(&builder_, inputs_before::first_slot + slot_++);
        }
        template <class Op, class... Terms, int... Position, class Environment>
        constexpr value make_operation(term_list<Terms...>, std::integer_sequence<int, Position...>, Environment const& at) {
            value const term[] = {lower(static_cast<Terms const*>(nullptr), at)...};  // in order
            if constexpr (__is_base_of(reduction_of_columns, Op)) return Op::reduced(count(), tracing<Literal>::in_kind(kind::value, term[0]));
            else if constexpr (requires { typename Op::call_of; }) return tracing<Literal>::template call<typename Op::call_of>(std::array{term[Position]...})[Op::component];
            else if constexpr (Op::operand_kind[0] == kind::condition || (is_condition<Terms> || ...))
                return in_kind<Op>(std::make_index_sequence<sizeof...(Position)>{}, term[Position]...);
            else return tracing<Literal>::template append<Op>(term[Position]...);
        }
        template <class Op, std::size_t... K>
        static constexpr value in_kind(std::index_sequence<K...>, std::same_as<value> auto... operand) {
            return tracing<Literal>::template append<Op>(tracing<Literal>::in_kind(Op::operand_kind[K], operand)...);
        }
        template <class T>
        static constexpr bool is_condition = [] {
            if constexpr (requires { requires T::has_terms && T::operation::result == kind::condition; }) return true;
            else return false;
        }();

        // The replacements, and then the expression with them for its variables.
        template <class T, class Environment>
            requires(T::replaces)
        constexpr value make(T const*, Environment const& at) {
            using by = replacements<typename T::operation, typename T::terms>;
            value replacement[T::operation::size + 1];
            lower_replacements(replacement, typename T::terms{}, typename T::positions{}, at);
            environment<variables_of<typename by::source>, Literal> inside;
            replace<by>(inside, variables_of<typename by::source>{}, replacement, at);
            inside.identify();
            return lower(static_cast<typename by::source const*>(nullptr), inside);
        }
        template <class... Terms, int... Position, class Environment>
        constexpr void lower_replacements(value* replacement, term_list<Terms...>, std::integer_sequence<int, Position...>, Environment const& at) {
            ((replacement[Position] = lower_unless_last<Position + 1 == sizeof...(Terms)>(static_cast<Terms const*>(nullptr), at)), ...);
        }
        template <bool Last, class T, class Environment>
        constexpr value lower_unless_last(T const* term, Environment const& at) {
            if constexpr (Last) return value();
            else return lower(term, at);
        }
        template <class By, class Inside, class... V, class Environment>
        constexpr void replace(Inside& inside, variables<V...>, value const* replacement, Environment const& at) {
            ((inside.value[Inside::variables::template position_of<V>()] = replaced_or_kept<By, V>(replacement, at)), ...);
        }
        template <class By, class V, class Environment>
        constexpr value replaced_or_kept(value const* replacement, Environment const& at) {
            if constexpr (By::template replace<V>) return tracing<Literal>::in_kind(kind::value, replacement[By::template position<V>]);
            else return at.value[Environment::variables::template position_of<V>()];
        }

        template <class F, class V, kink_policy Kinks, class Environment>
        constexpr value make(derivative_of<F, V, Kinks> const*, Environment const& at) {
            if constexpr (!variables_of<F>::template contain<V>) {
                (void)lower(static_cast<F const*>(nullptr), at);  // for the numbers that it holds
                return value(0);
            } else {
                return derivative<F, V, Kinks>(at);
            }
        }
        template <class F, class V, kink_policy Kinks, class Environment>
        constexpr value derivative(Environment const& at) {
            constexpr int x = Environment::variables::template position_of<V>();
            // What has taken the variable's place may have taken another's as well, and need not be an input: the derivative is
            // taken in a placeholder, for which it is put in afterwards.
            if (at.identity != fingerprint{}) {
                pass::nested_derivative<Literal> const nested(builder_, 1);
                Environment inside = at;
                inside.value[x] = nested.placeholder(0);
                inside.identify();
                value derivative = differentiated<F>(inside);
                nested.row(derivative, [](int) { return true; }, Kinks, &derivative, sweeps());
                nested.substitute(&at.value[x], &derivative, 1);
                return derivative;
            }
            kink_policy const outer = builder_.kinks();
            value const y = differentiated<F>(at);
            if (y.is_literal() || y.id() < x) return value(0);
            bool* const active = new bool[static_cast<std::size_t>(y.id()) + 1]{};
            active[x] = true;
            pass::mark_active(builder_, 0, y.id() + 1, active);
            value derivative(0);
            builder_.follow(Kinks);
            builder_.expect_sweeps(sweeps());
            if (active[y.id()]) derivative = pass::reverse_sweep<Literal>(builder_, y.id(), 1, active)[x];
            delete[] active;
            builder_.follow(outer);
            builder_.expect_sweeps(0);
            return derivative;
        }
        template <class F, class Environment>
        constexpr value differentiated(Environment const& at) {
            ++sweeps_;
            value const y = lower(static_cast<F const*>(nullptr), at);
            --sweeps_;
            return y;
        }
        constexpr int sweeps() const { return sweeps_ < builder_.many ? sweeps_ : builder_.many; }

        graph::builder<Literal>& builder_;
        environment<Variables, Literal> inputs_;
        graph::detail::growing<known_term> known_;
        int* table_ = nullptr;
        unsigned mask_ = 0;
        int slot_ = 0;
        int sweeps_;
    };

    // The numbers that an expression holds, in the order in which lowering meets them.
    struct slot_values {
        template <class E, class Use>
        TYPEGRAD_INLINE static constexpr void each(E const& e, Use&& use) {
            if constexpr (E::slots > 0) each_held(e, use);
        }
        template <class E, class T>
        TYPEGRAD_INLINE static constexpr void write(E const& e, T* next) {
            each(e, [&](auto const& value) TYPEGRAD_INLINE_LAMBDA { *next++ = static_cast<T>(value); });
        }

    private:
        template <class N, class Use>
        TYPEGRAD_INLINE static constexpr void each_held(literal<N> const& term, Use&& use) {
            use(term.value);
        }
        template <class E, class Use>
            requires(E::has_terms || E::replaces)
        TYPEGRAD_INLINE static constexpr void each_held(E const& e, Use&& use) {
            each_term(e, typename E::terms{}, typename E::positions{}, use);
        }
        template <class E, class... Terms, int... Position, class Use>
        TYPEGRAD_INLINE static constexpr void each_term(E const& e, term_list<Terms...>, std::integer_sequence<int, Position...>, Use&& use) {
            (each(e.held<Position, Terms>::term, use), ...);
        }
        template <class E, class V, kink_policy Kinks, class Use>
        TYPEGRAD_INLINE static constexpr void each_held(derivative_of<E, V, Kinks> const& e, Use&& use) {
            each(e.held<0, E>::term, use);
        }
    };
}

// The recipe of an expression's graph: first its variables, then its slots are the inputs; one output.
template <class E, class Literal, int Sweeps = 0>
struct lowered : graph::drops_dead_code {
    using literal_type = Literal;
    using before_slots = detail::inputs_for<variables_of<E>>;
    static constexpr int inputs = before_slots::first_slot + slots_of<E>;
    static constexpr int outputs = 1;
    static constexpr int exact_outputs = 1;
    static constexpr int expected_nodes = 512;
    static constexpr int expected_literals = 64;

    static constexpr auto start() { return graph::builder<Literal>(); }
    static constexpr void run(graph::builder<Literal>& builder, int* output) {
        detail::lowering<typename before_slots::variables, slots_of<E>, Literal> lowering(builder, Sweeps);
        *output = lowering.template output<E>();
    }
};

}
