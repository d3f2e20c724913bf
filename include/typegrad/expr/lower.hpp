// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// From the type of an expression to its graph: its variables, its slots, its nodes.
#pragma once
#pragma GCC system_header

#include <typegrad/expr/facts.hpp>
#include <typegrad/op/loop.hpp>
#include <typegrad/trace/nested.hpp>
#include <typegrad/pass/reverse.hpp>
#include <typegrad/pass/rules.hpp>

namespace typegrad::inline v0_2::expr {

// Which terms of one type are computed once, if their numbers are bit-equal: none of those that hold numbers; all but combinations
// with coefficients, which often differ (2 * x and 3 * x, or two polynomials); or all. The call finds the most that its numbers allow.
// Programs other than `none` are for moderate numbers (rewrite/products.hpp), which derivatives multiply with each other.
enum class sharing : unsigned char { none, but_combinations, all };

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

    // What was found for a type, by its fingerprint.
    template <class Found>
    class found_by_type {
    public:
        constexpr found_by_type() : all_(64) { rehash(256); }
        constexpr found_by_type(found_by_type const&) = delete;
        constexpr found_by_type& operator=(found_by_type const&) = delete;
        constexpr ~found_by_type() { delete[] table_; }

        constexpr Found const* find(fingerprint type) const {
            for (unsigned place = static_cast<unsigned>(type.low) & mask_; table_[place] != 0; place = (place + 1) & mask_)
                if (all_[table_[place] - 1].type == type) return &all_[table_[place] - 1].found;
            return nullptr;
        }
        constexpr void add(fingerprint type, Found found) {
            all_.push({type, found});
            if (all_.size * 4 > static_cast<int>(mask_)) rehash(4 * (mask_ + 1));
            else enter(all_.size);
        }

    private:
        struct entry {
            fingerprint type;
            Found found;
        };

        constexpr void enter(int number) {
            unsigned at = static_cast<unsigned>(all_[number - 1].type.low) & mask_;
            while (table_[at] != 0) at = (at + 1) & mask_;
            table_[at] = number;
        }
        constexpr void rehash(unsigned size) {
            delete[] table_;
            table_ = new int[size]{};
            mask_ = size - 1;
            for (int number = 1; number <= all_.size; ++number) enter(number);
        }

        graph::detail::growing<entry> all_;
        int* table_ = nullptr;
        unsigned mask_ = 0;
    };

    template <class E>
    inline constexpr bool is_number = false;
    template <class T>
    inline constexpr bool is_number<literal<T>> = true;

    // What a product or quotient of numbers and of one thing, 2 * x * x / 3, has besides numbers; several_bases where that is not one thing. (Of several
    // things products are long: where a term is used twice, more is lost than is saved by numbers that are put together.)
    struct no_base;
    struct several_bases;
    template <class A, class B>
    using common_base = std::conditional_t<std::is_same_v<A, B> || std::is_same_v<B, no_base>, A, std::conditional_t<std::is_same_v<A, no_base>, B, several_bases>>;
    template <class E>
    struct base_of_term {
        using type = std::conditional_t<is_number<E>, no_base, std::conditional_t<E::slots == 0, E, several_bases>>;
    };
    template <class Op, class List>
    struct base_of_product {
        using type = several_bases;
    };
    template <class Op, class A, class B>
        requires(std::is_same_v<Op, op::mul_> || std::is_same_v<Op, op::div_>)
    struct base_of_product<Op, term_list<A, B>> {
        using type = common_base<typename base_of_term<A>::type, typename base_of_term<B>::type>;
    };
    template <class E>
        requires(E::has_terms && E::slots > 0)
    struct base_of_term<E> : base_of_product<typename E::operation, typename E::terms> {};
    template <class... Terms>
    inline constexpr bool is_of_one_base = !std::is_same_v<typename base_of_product<op::mul_, term_list<Terms...>>::type, several_bases>;

    // Terms in which each part has a number of its own: 2 * x, x / 2, 2 / x, 2 * x * x / 3, and sums of such parts and numbers, 1 + x / 3.
    template <class E>
    inline constexpr bool has_coefficients = is_number<E>;
    template <class Op, class List>
    inline constexpr bool is_with_coefficients = false;
    template <class... Terms>
    inline constexpr bool is_with_coefficients<op::mul_, term_list<Terms...>> = (is_number<Terms> || ...) || is_of_one_base<Terms...>;
    template <class... Terms>
    inline constexpr bool is_with_coefficients<op::div_, term_list<Terms...>> = (is_number<Terms> || ...) || is_of_one_base<Terms...>;
    template <class... Terms>
    inline constexpr bool is_with_coefficients<op::add_, term_list<Terms...>> = (has_coefficients<Terms> && ...);
    template <class... Terms>
    inline constexpr bool is_with_coefficients<op::sub_, term_list<Terms...>> = (has_coefficients<Terms> && ...);
    template <class... Terms>
    inline constexpr bool is_with_coefficients<op::neg_, term_list<Terms...>> = (has_coefficients<Terms> && ...);
    template <class E>
        requires(E::has_terms && E::slots > 0)
    inline constexpr bool has_coefficients<E> = is_with_coefficients<typename E::operation, typename E::terms>;

    // Whether a term that holds numbers is computed once for all that are like it.
    template <class E, sharing Shared>
    inline constexpr bool may_be_shared = Shared == sharing::all || (Shared == sharing::but_combinations && !has_coefficients<E>);

    // The slots of expressions, in the order in which lowering meets them. Where the type of an operation occurs a second time, it
    // computes the same if its numbers are bit-equal to those of the first time: `like[i]` is the slot that slot i is compared with.
    template <sharing Shared, class... E>
    struct slots_by_type {
        static constexpr int count = (0 + ... + E::slots);
        int like[count + 1]{};
        int compared = 0;  // slots that are compared with another one

        consteval slots_by_type() {
            found_by_type<int> first;
            int slot = 0;
            (visit(static_cast<E const*>(nullptr), first, slot), ...);
        }

    private:
        template <class T>
        constexpr void visit(T const*, found_by_type<int>& first, int& slot) {
            if constexpr (is_number<T>) like[slot] = slot, ++slot;
            else if constexpr (T::slots > 0) {
                constexpr bool may_be_first = may_be_shared<T, Shared>;
                if (int const* const found = may_be_first ? first.find(term_facts<T>::identity) : nullptr) {
                    for (int const from = *found, end = slot + T::slots, begin = slot; slot < end; ++slot) like[slot] = like[from + slot - begin], ++compared;
                } else {
                    if (may_be_first) first.add(term_facts<T>::identity, slot);
                    visit_terms(static_cast<T const*>(nullptr), first, slot);
                }
            }
        }
        template <class T>
            requires(T::has_terms || T::replaces)
        constexpr void visit_terms(T const*, found_by_type<int>& first, int& slot) {
            visit_all(typename T::terms{}, first, slot);
        }
        template <class... Terms>
        constexpr void visit_all(term_list<Terms...>, found_by_type<int>& first, int& slot) {
            (visit(static_cast<Terms const*>(nullptr), first, slot), ...);
        }
        template <class F, class V, kink_policy Kinks>
        constexpr void visit_terms(derivative_of<F, V, Kinks> const*, found_by_type<int>& first, int& slot) {
            visit(static_cast<F const*>(nullptr), first, slot);
        }
    };
    template <sharing Shared, class... E>
    inline constexpr slots_by_type<Shared, E...> slots_of_all{};

    // The nodes of expressions that have these variables and so many slots together. A term is lowered once for the same values of
    // the variables, however often its type occurs: otherwise a shared subexpression would cost twice as much at each level. A term
    // with slots is so only if `like` says which numbers are the same (slots_by_type); its type alone does not.
    template <class Variables, int Slots, class Literal, sharing Shared>
    class lowering {
        using value = tracer<Literal>;
        using inputs_before = inputs_for<Variables>;

    public:
        // `sweeps`: how often the outputs are differentiated (graph/builder.hpp).
        constexpr explicit lowering(graph::builder<Literal>& builder, int sweeps, int const* like) : builder_(builder), like_(like), sweeps_(sweeps) {
            for (int i = 0; i < inputs_before::numbers; ++i) inputs_.value[i] = value(&builder, builder.input());
            for (int i = inputs_before::numbers; i < inputs_before::first_slot + Slots; ++i) builder.input();
            builder.slots_from(inputs_before::first_slot, Slots);
            if constexpr (Variables::has_columns) {
                value const loop = tracing<Literal>::template append<op::loop_>(count(), value(0));
                for (int k = inputs_before::numbers; k < Variables::size; ++k) inputs_.value[k] = tracing<Literal>::template append<op::row_>(loop, value(k - inputs_before::numbers));
            }
        }

        // The output that is the value of E. Slots are counted on from one expression to the next.
        template <class E>
        constexpr int output() {
            return tracing<Literal>::in_kind(kind::value, lower(static_cast<E const*>(nullptr), inputs_)).operand_in(builder_);
        }

    private:
        // Of the rows of the columns.
        constexpr value count() const { return value(&builder_, inputs_before::numbers); }

        template <class T, class Environment>
        constexpr value lower(T const* term, Environment const& at) {
            // Compilers evaluate 512 calls inside of each other: two a level, so that 200 levels are no matter.
            if constexpr (T::slots > 0 && (is_number<T> || !may_be_shared<T, Shared>)) {
                if constexpr (T::has_terms) return make_operation<typename T::operation>(typename T::terms{}, typename T::positions{}, at);
                else return make(term, at);
            } else {
                // What is differentiated again holds more (pass/quotient_at_zero.hpp).
                auto const level = static_cast<std::uint64_t>(sweeps_) << 40;
                fingerprint const type{term_facts<T>::identity.low ^ at.identity.low ^ level, term_facts<T>::identity.high ^ at.identity.high};
                if (value const* const found = known_.find(type)) {
                    slot_ += T::slots;
                    return *found;
                }
                value lowered;
                if constexpr (T::has_terms) lowered = make_operation<typename T::operation>(typename T::terms{}, typename T::positions{}, at);
                else lowered = make(term, at);
                known_.add(type, lowered);
                return lowered;
            }
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
            int const slot = slot_++;
            return value(&builder_, inputs_before::first_slot + (Shared == sharing::none ? slot : like_[slot]));
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
        found_by_type<value> known_;
        int const* like_;
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

// The recipe of a graph of expressions: first their variables, then their slots are the inputs; an output for each expression. Slots that
// are compared are the same: slots_by_type says which.
template <class Literal, int Sweeps, sharing Shared, class... E>
struct lowered : graph::drops_dead_code {
    using literal_type = Literal;
    using before_slots = detail::inputs_for<decltype(detail::join(variables_of<E>{}...))>;
    static constexpr int slots = (0 + ... + E::slots);
    static constexpr int inputs = before_slots::first_slot + slots;
    static constexpr int outputs = sizeof...(E);
    static constexpr int exact_outputs = outputs;
    static constexpr int expected_nodes = 512;
    static constexpr int expected_literals = 64;

    static constexpr auto start() { return graph::builder<Literal>(); }
    static constexpr void run(graph::builder<Literal>& builder, int* output) {
        int const* like = nullptr;
        if constexpr (Shared != sharing::none) builder.gather_numbers();
        if constexpr (Shared != sharing::none) like = detail::slots_of_all<Shared, E...>.like;
        detail::lowering<typename before_slots::variables, slots, Literal, Shared> lowering(builder, Sweeps, like);
        ((*output++ = lowering.template output<E>()), ...);
    }
};

}
