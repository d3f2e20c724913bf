// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The builder: appends nodes and numbers values, so that an expression that is there already is found, not repeated.
// It lives inside one constant expression; `finish` makes the graph that outlives it.
//
// Every function here is written in few statements: clang counts them, and allows 1,048,576 for a constant expression.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/lending.hpp>
#include <typegrad/graph/literal_with_calls.hpp>
#include <typegrad/graph/moderate.hpp>
#include <typegrad/graph/node.hpp>
#include <typegrad/graph/signature.hpp>
#include <typegrad/op/fold.hpp>

#include <bit>
#include <cstdint>
#include <limits>

namespace typegrad::inline v0_2::graph {

namespace detail {
    // An array that grows, for the time of one constant expression.
    template <class T>
    struct growing {
        T* data;
        int size = 0;
        int capacity;

        constexpr explicit growing(int room) : data(new T[static_cast<std::size_t>(room)]{}), capacity(room) {}
        constexpr growing(growing const&) = delete;
        constexpr growing& operator=(growing const&) = delete;
        constexpr ~growing() { delete[] data; }

        constexpr int push(T const& value) {
            if (size == capacity) grow();
            data[size] = value;
            return size++;
        }
        constexpr void grow() {
            T* larger = new T[static_cast<std::size_t>(capacity) * 4]{};
            for (int i = 0; i < size; ++i) larger[i] = data[i];
            delete[] data;
            data = larger;
            capacity *= 4;
        }
        constexpr T& operator[](int i) { return data[i]; }
        constexpr T const& operator[](int i) const { return data[i]; }
    };

    // The same number to the last bit: +0 is not -0, and any NaN is NaN.
    template <class Literal>
    constexpr bool same(Literal a, Literal b) {
        return a == b ? a != 0 || math::signbit(a) == math::signbit(b) : a != a && b != b;
    }

    // The place in a hash table of `mask + 1` entries where the search for a node, or for a literal, begins.
    constexpr unsigned place(int operation, int a, int b, int c, unsigned mask) {
        return static_cast<unsigned>((static_cast<std::uint64_t>(a) * 0x9e3779b97f4a7c15u + static_cast<std::uint64_t>(b) * 0xc2b2ae3d27d4eb4fu +
                                      static_cast<std::uint64_t>(c) * 0x165667b19e3779f9u + static_cast<std::uint64_t>(operation) * 0xd6e8feb86659fd93u) >> 32) & mask;
    }
    constexpr unsigned place(node const& n, unsigned mask) { return place(n.operation, n.operand[0], n.operand[1], n.operand[2], mask); }
    template <class Literal>
    constexpr unsigned place(Literal x, unsigned mask) {
        return static_cast<unsigned>((__builtin_bit_cast(std::uint64_t, static_cast<double>(x)) * 0x9e3779b97f4a7c15u) >> 32) & mask;
    }

    // A hash table by open addressing: numbers plus one, 0 is free. Its array alone; searching is done where it is known
    // what is searched for.
    struct index_table {
        int* entry;
        unsigned mask;

        constexpr explicit index_table(unsigned size) : entry(new int[size]{}), mask(size - 1) {}
        constexpr index_table(index_table const&) = delete;
        constexpr index_table& operator=(index_table const&) = delete;
        constexpr ~index_table() { delete[] entry; }

        constexpr void clear(unsigned size) {
            delete[] entry;
            entry = new int[size]{};
            mask = size - 1;
        }
        // Where a new entry goes whose search begins at that place.
        constexpr unsigned free_from(unsigned at) const {
            while (entry[at] != 0) at = (at + 1) & mask;
            return at;
        }
    };
}

template <class Literal>
class builder {
public:
    using literal_type = Literal;

    constexpr explicit builder(int expected_nodes = 256)
        : nodes_(expected_nodes), literals_(16), node_table_(std::bit_ceil(static_cast<unsigned>(expected_nodes) * 4)), literal_table_(64), factors_(32), terms_(32), signature_table_(128) {}

    // For a transform that is traced to be evaluated with numbers: nobody differentiates its derivatives.
    struct of_last_transform {};
    constexpr builder(int expected_nodes, of_last_transform) : builder(expected_nodes) { traces_last_transform_ = true; }
    // Whether the transform that asks is that one. Those inside of it are not.
    constexpr bool take_last_transform() {
        bool const is_last = traces_last_transform_;
        traces_last_transform_ = false;
        return is_last;
    }
    // Whether `fast` is for each transform to apply to its own part, because nobody rewrites the whole graph afterwards.
    constexpr void rewrite_parts() { rewrites_parts_ = true; }
    constexpr bool rewrites_parts() const { return rewrites_parts_; }

    // Continues from a finished graph: its nodes keep their numbers.
    constexpr builder(view<Literal> const& from, int expected_nodes) : builder(expected_nodes) {
        take_numbers_of(from);
        for (int i = 0; i < from.literal_count; ++i) literal(from.literals[i]);
        for (int i = 0; i < from.input_count; ++i) input();
        while (nodes_.capacity < from.node_count) grow();
        // In two statements a node: this is done for each part of a long sweep.
        node* const nodes = nodes_.data;
        int* const table = node_table_.entry;
        unsigned const mask = node_table_.mask;
        unsigned at = 0;
        for (int i = from.input_count; i < from.node_count; has_signatures_ = has_signatures_ && nodes[i].operation != code<input_>, table[at] = ++i)
            for (at = detail::place(nodes[i] = from.nodes[i], mask); table[at] != 0;) at = (at + 1) & mask;
        for (int i = from.input_count; from.has_folds && i < from.node_count; ++i)
            if (nodes[i].operation == code<fold_>) note_fold(i);
        nodes_.size = from.node_count;
    }

    constexpr int input() {
        ++input_count_;
        return append_input();
    }
    // The inputs from here on are numbers that the function is given, which are not differentiated: those that an expression holds.
    constexpr void numbers_from(int input) { first_number_ = input; }
    constexpr int first_number() const { return first_number_; }
    // The first of these numbers, so many, are an expression's, which stand where it has been written with literals. Behind them may stand the
    // tangents of a product.
    constexpr void slots_from(int input, int count) { first_number_ = input, slot_count_ = count; }
    constexpr int slot_count() const { return slot_count_; }
    // Derivatives may multiply these numbers with each other before anything else, as literals are: the program is for moderate numbers only
    // (rewrite/products.hpp), and has_gathered() says whether that matters.
    constexpr void gather_numbers() { gathers_numbers_ = true; }
    constexpr bool gathers_numbers() const { return gathers_numbers_; }
    constexpr bool has_gathered() const { return has_gathered_; }
    constexpr void note_gathering() { has_gathered_ = true; }
    // How many numbers a value is made of that depends on nothing else: literals of ordinary size are none, others one. Of another value: -1; of
    // one that may have any size though the numbers are moderate: many_numbers.
    static constexpr int many_numbers = 1000;
    constexpr int numbers_in(int operand) {
        if (operand < 0) return numbers_in_literal(literal_at(operand));
        while (numbers_in_.size <= operand) numbers_in_.push(find_numbers(numbers_in_.size));
        return numbers_in_[operand];
    }
    // Where another graph is computed anew: its inputs stand for the same.
    constexpr void take_numbers_of(view<Literal> const& from) {
        first_number_ = from.first_number;
        slot_count_ = from.slot_count;
        numbers_are_real_ = from.numbers_are_real;
        gathers_numbers_ = from.gathers_numbers;
        has_gathered_ = from.has_gathered;
    }
    // Outputs that are an input and what is added to it take that input's place in memory: the sums of a loop (back/loop_plan.hpp).
    constexpr void add_to_inputs() { adds_to_inputs_ = true; }
    constexpr bool adds_to_inputs() const { return adds_to_inputs_; }
    constexpr bool has_numbers() const { return first_number_ < input_count_; }
    constexpr bool is_slot(int i) const { return is_number(i) && i < first_number_ + slot_count_; }
    constexpr bool is_number(int i) const { return nodes_.data[i].operation == code<input_> && i >= first_number_ && i < input_count_; }
    // A stand-in for a value that is substituted before the graph is finished. From here on no node stands for an equal one, which
    // might need a placeholder that has been substituted.
    constexpr int placeholder() {
        has_signatures_ = false;
        return append_input();
    }

    // The operand that stands for a literal.
    constexpr int literal(Literal const& value) {
        if constexpr (knows_calls<Literal>)
            if (value.has_calls()) return value.append_to(*this);
        unsigned at = detail::place(value, literal_table_.mask);
        for (; literal_table_.entry[at] != 0; at = (at + 1) & literal_table_.mask)
            if (detail::same(literals_[literal_table_.entry[at] - 1], value)) return ~(literal_table_.entry[at] - 1);
        literal_table_.entry[at] = literals_.push(value) + 1;
        if (static_cast<unsigned>(literals_.size) * 2 > literal_table_.mask) {
            literal_table_.clear(4 * (literal_table_.mask + 1));
            for (int i = 0; i < literals_.size; ++i) literal_table_.entry[literal_table_.free_from(detail::place(literals_[i], literal_table_.mask))] = i + 1;
        }
        return ~(literals_.size - 1);
    }

    // The number of this node: of the one that is there already, or of a new one.
    constexpr int append(node const& n) {
        unsigned at = detail::place(n.operation, n.operand[0], n.operand[1], n.operand[2], node_table_.mask);
        for (; node_table_.entry[at] != 0; at = (at + 1) & node_table_.mask)
            if (is(node_table_.entry[at] - 1, n)) return node_table_.entry[at] - 1;
        if (appends_derivatives_ && has_signatures()) return append_derivative(n);
        if (nodes_.size == nodes_.capacity) return grow(), append_new(n);
        return nodes_.data[nodes_.size] = n, node_table_.entry[at] = ++nodes_.size, nodes_.size - 1;
    }
    // The number of a product that is there already, or -1; of an operation on a; of 1 / a.
    constexpr int find_product(int a, int b) const { return find(code<mul_>, a, b); }
    constexpr int find_unary(int operation, int a) const { return find(operation, a, 0); }
    constexpr int find_reciprocal(int a) { return find(code<div_>, literal(1), a); }
    // Whether the last derivatives may find reciprocals, and that of a, by a bit that it shares with few others.
    constexpr bool may_share_products() const { return appends_last_derivatives_ && reciprocals_ != 0; }
    constexpr bool may_share_products(int a) const { return appends_last_derivatives_ && (reciprocals_ >> (a & 63)) % 2 != 0; }
    constexpr void expect_reciprocal(int a) { reciprocals_ |= std::uint64_t(has_signatures_) << (a & 63); }

    // Whether node i may stand for one that is equal but for roundings: graph/lending.hpp.
    constexpr bool lends(int i) const {
        if (lenders_ == nullptr) return everything_lends_;
        if (lenders_->lends(i) || may_overflow()) return is_there(i);
        return nodes_.data[i].exponent > 1 && nodes_.data[i].coefficient == 0 && lenders_->lends_power(nodes_.data[i].base, nodes_.data[i].exponent);
    }
    // Whether node i is there in any case: the derivatives have it, or the results need it whatever the conditions are.
    constexpr bool is_there(int i) const { return is_of_derivatives(i) || lenders_ == nullptr || lenders_->is_needed(i); }
    // Whether the results are no numbers where node i is 0, or where it is negative, or where it is infinite: what a derivative is there, nobody asks.
    constexpr bool is_divisor(int i) { return is_known(i, lenders::not_zero); }
    constexpr bool is_not_negative(int i) { return is_known(i, lenders::not_negative); }
    constexpr bool is_never_infinite(int i) { return is_known(i, lenders::not_infinite); }
    // All numbers that the graph is evaluated with are floating-point numbers: none is complex.
    constexpr void take_real_numbers() { numbers_are_real_ = true; }
    constexpr bool numbers_are_real() const { return numbers_are_real_; }
    constexpr lenders const* lend(lenders const* now) {
        lenders const* const before = lenders_;
        lenders_ = now;
        facts_.size = 0;
        return before;
    }
    // Where all that is appended is needed in any case, and an intermediate result may overflow that did not.
    constexpr void lend_everything() { everything_lends_ = true; }
    constexpr bool may_overflow() const { return has(kinks_, kink_policy::fast); }

    // The signature of an operand's factors; and the number of a node that lends and whose signature that is, or -1.
    constexpr std::uint64_t factors_of(int operand) const { return operand < 0 ? of_literal(operand).factors : factors_[operand]; }
    constexpr int find_factors(std::uint64_t factors) const {
        for (unsigned at = signature::place(factors, signature_table_.mask); signature_table_.entry[at] != 0; at = (at + 1) & signature_table_.mask)
            if (int const i = signature_table_.entry[at] - 1; factors_[i] == factors && lends(i)) return i;
        return -1;
    }
    // The number of a sum a ± b that lends, in whatever order its terms were added; or -1.
    constexpr int find_sum(int a, int b, bool minus) const {
        std::uint64_t const terms = signature::sum(terms_of(a), minus ? signature::negative(terms_of(b)) : terms_of(b));
        int const sum = terms == 0 ? -1 : find_factors(signature::factors_of_terms(terms));
        return sum >= 0 && terms_[sum] == terms ? sum : -1;
    }

    // Whether node s is a ± b, in whatever order its terms were added.
    constexpr bool is_sum(int s, int a, int b, bool minus) const {
        std::uint64_t const terms = signature::sum(terms_of(a), minus ? signature::negative(terms_of(b)) : terms_of(b));
        return terms != 0 && terms_[s] == terms;
    }

    constexpr int base(int i) const { return nodes_.data[i].exponent == 0 ? i : nodes_.data[i].base; }
    constexpr int exponent(int i) const { return nodes_.data[i].exponent == 0 ? 1 : nodes_.data[i].exponent; }
    constexpr Literal coefficient(int i) const { return nodes_.data[i].coefficient == 0 ? Literal(1) : literal_at(nodes_.data[i].coefficient); }

    // While derivatives are appended, products and sums need not be rounded as anybody wrote them: see rewrite/.
    constexpr bool appends_derivatives() const { return appends_derivatives_; }
    constexpr void append_derivatives(bool on) {
        if (on && !appends_derivatives_ && end_of_derivatives_ != nodes_.size) first_of_derivatives_ = nodes_.size;
        if (!on) end_of_derivatives_ = nodes_.size;
        has_signatures_ = has_signatures_ && nodes_.size < many_nodes;
        while (on && has_signatures_ && factors_.size < nodes_.size) {
            signature s;
            if (nodes_.data[factors_.size].operation == code<div_>) expect_reciprocal(nodes_.data[factors_.size].operand[1]);
            sign(nodes_.data[factors_.size], s);
            note(s);
        }
        appends_derivatives_ = on;
    }
    // A sum that gives out a common factor is a sum inside, which may give out another one. Compilers allow a depth of 512 calls in a constant
    // expression, of which each of these takes four or five; so many factors are no use to anybody.
    constexpr bool begin_factoring() { return factoring_ < most_factoring && ++factoring_; }
    constexpr void end_factoring() { --factoring_; }
    // Nobody differentiates the derivatives that are appended: forms may be taken whose own derivatives would cancel.
    constexpr void append_last_derivatives(bool on) { appends_last_derivatives_ = on; }
    // How often the derivatives that are appended are differentiated again, `many` standing for any number: what they then need where a norm
    // is 0 (pass/quotient_at_zero.hpp).
    static constexpr int many = 3;
    constexpr int sweeps_to_come() const { return sweeps_to_come_; }
    constexpr void expect_sweeps(int count) { sweeps_to_come_ = count; }
    // Whether node i was appended with the derivatives, and not by what is differentiated.
    constexpr bool is_of_derivatives(int i) const { return i >= first_of_derivatives_; }

    // Whether products and sums are found in whatever order, as they are in programs of moderate length: rules that search do so too.
    constexpr bool has_signatures() const { return has_signatures_ && nodes_.size < 4 * many_nodes; }

    // How many loops over rows the code that is traced stands in (op/loop.hpp).
    constexpr int loop_depth() const { return loop_depth_; }
    constexpr void enter_loop() { ++loop_depth_; }
    constexpr void leave_loop() { --loop_depth_; }

    // In the steps of which folds a node is computed (op/fold.hpp): one bit each, by the number of the fold among all folds here.
    constexpr bool has_steps() const { return folds_.size > 0; }
    constexpr void note_fold(int i) {
        for (int k = 0; k < folds_.size; ++k)
            if (folds_[k] == i) return;
        folds_.push(i);
    }
    constexpr std::uint64_t bit_of_fold(int fold) const {
        for (int k = 0; k < folds_.size; ++k)
            if (folds_[k] == fold) return std::uint64_t(1) << k;  // no constant expression where there are more than 64
        return 0;
    }
    constexpr std::uint64_t steps_of(int i) {
        while (in_steps_.size <= i) in_steps_.push(find_steps(nodes_.data[in_steps_.size]));
        return in_steps_[i];
    }

    // What the rules are to give at kinks.
    constexpr kink_policy kinks() const { return kinks_; }
    constexpr void follow(kink_policy kinks) { kinks_ = kinks; }

    constexpr node const& operator[](int i) const { return nodes_.data[i]; }
    constexpr Literal literal_at(int operand) const { return literals_[~operand]; }
    constexpr node const* nodes() const { return nodes_.data; }
    constexpr Literal const* literals() const { return literals_.data; }
    constexpr int node_count() const { return nodes_.size; }
    constexpr int literal_count() const { return literals_.size; }
    constexpr int input_count() const { return input_count_; }

    // Whether among the literals is the value of a function that was folded, which the C library may compute otherwise: see
    // graph/literal_with_calls.hpp. (Not among those of derivatives: what stands where a norm is 0, pass/quotient_at_zero.hpp, is folded on purpose.)
    constexpr bool has_folded_calls() const { return has_folded_calls_; }
    constexpr int folded_literal(Literal const& value, bool is_call) { return has_folded_calls_ |= is_call && !appends_derivatives_, literal(value); }

private:
    // Found when somebody asks for the first time.
    constexpr bool is_known(int i, unsigned char fact) {
        if (lenders_ == nullptr || i < 0 || i >= lenders_->size() || has(kinks_, kink_policy::finite)) return false;
        if (lenders_->facts() != nullptr) return (lenders_->facts()[i] & fact) != 0;
        if (facts_.size == 0) {
            while (facts_.capacity < lenders_->size()) facts_.grow();
            facts_.size = lenders_->size();
            for (int k = 0; k < facts_.size; ++k) facts_.data[k] = 0;
            lenders_->find_facts(nodes_.data, [&](int operand) { return literal_at(operand); }, facts_.data);
        }
        return (facts_[i] & fact) != 0;
    }

    static constexpr int many_nodes = 800;  // from here on there are no signatures, nor from four times that with the derivatives: they cost compilers time

    static constexpr int numbers_in_literal(Literal c) {
        Literal const size = c < 0 ? -c : c;
        if (size == 0 || (size <= 1024 && size * 1024 >= 1)) return 0;
        return detail::may_be_gathered(c) ? 1 : many_numbers;
    }
    constexpr int find_numbers(int i) const {
        node const& n = nodes_.data[i];
        if (n.what->arity == 0) return is_slot(i) ? 1 : -1;
        int count = n.what->components > 0 || n.what->reduces ? -1 : 0;
        for (int k = 0; k < n.what->arity && count >= 0; ++k)
            if (int const more = n.operand[k] < 0 ? numbers_in_literal(literal_at(n.operand[k])) : numbers_in_[n.operand[k]]; more < 0) count = -1;
            else count += more;
        bool const is_sum = n.operation == code<neg_> || n.operation == code<add_> || n.operation == code<sub_>;
        return count < 0 || is_sum || n.operation == code<mul_> || n.operation == code<div_> ? count : many_numbers;
    }
    constexpr std::uint64_t find_steps(node const& n) const {
        if (n.operation == code<state_> || n.operation == code<row_>) return bit_of_fold(n.operand[0]) | in_steps_[n.operand[0]];
        if (n.operation == code<final_>) return in_steps_[n.operand[0]] & ~bit_of_carry(n.operand[1]);
        if (is_recall(n.operation)) return bit_of_fold(n.operand[0]) | (in_steps_[n.operand[1]] & ~bit_of_carry(n.operand[2]));
        std::uint64_t steps = 0;
        for (int k = 0; k < n.what->arity; ++k)
            if (n.operand[k] >= 0) steps |= in_steps_[n.operand[k]];
        return steps;
    }
    // Of the fold whose state that is.
    constexpr std::uint64_t bit_of_carry(int carry) const { return bit_of_fold(nodes_.data[nodes_.data[carry].operand[0]].operand[0]); }
    // The table grows with the nodes, whichever they are: it may not become full.
    constexpr int append_input() {
        if (nodes_.size == nodes_.capacity) grow();
        return nodes_.push({code<input_>, what<input_, Literal>, {nodes_.size, 0, 0}});
    }
    constexpr int find(int operation, int a, int b) const {
        unsigned at = detail::place(operation, a, b, 0, node_table_.mask);
        for (; node_table_.entry[at] != 0; at = (at + 1) & node_table_.mask)
            if (node const& n = nodes_.data[node_table_.entry[at] - 1]; n.operand[0] == a && n.operand[1] == b && n.operation == operation) return node_table_.entry[at] - 1;
        return -1;
    }
    constexpr bool is(int i, node const& n) const {
        return nodes_.data[i].operation == n.operation && nodes_.data[i].operand[0] == n.operand[0] && nodes_.data[i].operand[1] == n.operand[1] &&
               nodes_.data[i].operand[2] == n.operand[2];
    }
    // A node that is not there; or the number of one that is, equal but for roundings: of the same factors, or the same terms, in
    // whatever order and however they were put together. The gradient of xᵀAx takes the product Ax itself, twice.
    constexpr int append_derivative(node const& n) {
        signature s;
        sign(n, s);
        if (n.operation == code<mul_> || n.operation == code<add_> || n.operation == code<sub_> || n.operation == code<div_> || n.operation == code<neg_>) {
            if (int const equal = find_factors(s.factors); equal >= 0) return equal;
            if (n.operation == code<add_> && signature::is_even(s.terms))
                for (int k = 0; k < 4; ++k) {
                    std::uint64_t const terms = signature::half(s.terms, k);
                    if (int const half = find_factors(signature::factors_of_terms(terms)); half >= 0 && terms_[half] == terms)
                        return append({code<mul_>, what<mul_, Literal>, {literal(2), half, 0}, half, 1, literal(2)});
                }
        }
        note(s);
        return append_new(n);
    }
    constexpr void sign(node const& n, signature& s) const {
        if (n.operation == code<mul_> || n.operation == code<div_>) {
            std::uint64_t const a = factors_of(n.operand[0]), b = factors_of(n.operand[1]);
            s.be_factors(signature::product(a, n.operation == code<mul_> ? b : n.operand[1] < 0 ? signature::inverse(b) : signature::reciprocal(b)));
        } else if (n.operation == code<add_> || n.operation == code<sub_>) {
            std::uint64_t const b = terms_of(n.operand[1]);
            s.be_terms(signature::sum(terms_of(n.operand[0]), n.operation == code<add_> ? b : signature::negative(b)));
        } else if (n.operation == code<neg_>) {
            s.be_terms(signature::negative(terms_of(n.operand[0])));
        }
        // No sum, no product, or nothing: all differences of equals are alike, but what they are made of is not.
        if (s.terms == 0) s.be_node(factors_.size);
    }
    // One with more digits than a double has is like no other; and so is one that brings products near the end of the numbers.
    constexpr signature of_literal(int operand) const {
        auto const c = static_cast<double>(literal_at(operand));
        if (static_cast<Literal>(c) == literal_at(operand) && (c == 0 || (math::abs(c) < 0x1p100 && math::abs(c) > 0x1p-100))) return signature::of_literal(c);
        signature s;
        s.be_node(operand);
        return s;
    }
    constexpr std::uint64_t terms_of(int operand) const { return operand < 0 ? of_literal(operand).terms : terms_[operand]; }
    constexpr void note(signature const& s) {
        factors_.push(s.factors);
        terms_.push(s.terms);
        if (static_cast<unsigned>(factors_.size) * 2 > signature_table_.mask) {
            signature_table_.clear(4 * (signature_table_.mask + 1));
            for (int i = 0; i < factors_.size; ++i) signature_table_.entry[signature_table_.free_from(signature::place(factors_[i], signature_table_.mask))] = i + 1;
        } else {
            signature_table_.entry[signature_table_.free_from(signature::place(s.factors, signature_table_.mask))] = factors_.size;
        }
    }
    // A node that is known not to be there.
    constexpr int append_new(node const& n) {
        if (nodes_.size == nodes_.capacity) grow();
        return node_table_.entry[node_table_.free_from(detail::place(n.operation, n.operand[0], n.operand[1], n.operand[2], node_table_.mask))] = nodes_.size + 1, nodes_.push(n);
    }
    constexpr void grow() {
        nodes_.grow();
        node_table_.clear(4 * (node_table_.mask + 1));
        for (int i = 0; i < nodes_.size; ++i)
            if (node const& n = nodes_.data[i]; n.operation != code<input_>)
                node_table_.entry[node_table_.free_from(detail::place(n.operation, n.operand[0], n.operand[1], n.operand[2], node_table_.mask))] = i + 1;
    }

    detail::growing<node> nodes_;
    detail::growing<Literal> literals_;
    detail::index_table node_table_;
    detail::index_table literal_table_;
    detail::growing<std::uint64_t> factors_, terms_;  // signatures of the nodes, while derivatives are appended
    detail::index_table signature_table_;
    std::uint64_t reciprocals_ = 0;
    bool has_signatures_ = true;
    bool has_folded_calls_ = false;
    int input_count_ = 0;
    int first_number_ = std::numeric_limits<int>::max(), slot_count_ = 0;
    bool numbers_are_real_ = false, gathers_numbers_ = false, has_gathered_ = false, adds_to_inputs_ = false;
    detail::growing<int> numbers_in_{1};
    bool appends_derivatives_ = false;
    bool appends_last_derivatives_ = false;
    int sweeps_to_come_ = 0;
    int loop_depth_ = 0;
    detail::growing<int> folds_{1};
    detail::growing<std::uint64_t> in_steps_{1};
    detail::growing<unsigned char> facts_{1};
    static constexpr int most_factoring = 8;
    int factoring_ = 0;
    bool traces_last_transform_ = false;
    bool rewrites_parts_ = false;
    int first_of_derivatives_ = 0, end_of_derivatives_ = 0;
    lenders const* lenders_ = nullptr;
    bool everything_lends_ = false;
    kink_policy kinks_ = kink_policy::least_norm;
};

}
