// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
#pragma GCC system_header

#include <typegrad/pass/samples_of_graph.hpp>

namespace typegrad::inline v0_2::pass::detail {

// The norms of a graph, and which of them are multiples of each other: those whose ratio is the same for three sets of values at random
// of all that is neither arithmetic nor a root. Also what has a kink in a value t without being a norm, if there is another such kink, or a
// norm, of a multiple of t: relu(t) is (t + |t|) / 2, and its part of |t| moves with the others.
template <class Literal>
class norms_of_graph {
public:
    struct multiple {
        int node;
        double ratio;
    };

    // A node that is c · t + share · |t|, but for a value that moves otherwise, where t is p - q - offset; without q if that is negative.
    struct half_norm {
        int node, p, q;
        double share;
        double lost;  // what the first derivative by convention, where t is 0, is less than c
        double key;   // the same for all that have multiples of t
        Literal offset{0};
        bool is_bound = false;      // one of the two kinks of a clamp
        bool has_partner = false;   // another kink or norm is a multiple
        bool is_undecided = false;  // another one may be: values that rest decide, numbers that an expression holds and arguments that are not differentiated
    };
    // A kink, or a norm, at two points at random (pass/relation_of_kinks.hpp).
    struct moved_kink {
        int node = 0, q = 0;
        bool is_known = false;
        tracer<Literal> t{}, growth{};  // the value t, or the norm, at the first point; what it is multiplied by to the second one
    };

    // Of the nodes first … last-1 of the builder. `active`: whether each of them, counted from first, depends on what is differentiated; null: all do.
    constexpr norms_of_graph(graph::builder<Literal> const& graph, int first, int last, bool const* active = nullptr)
        : graph_(graph), first_(first), last_(last), active_(active), samples_(graph, first, last), list_(16), halves_(1), bounds_(1) {
        for (int i = first; i < last; ++i)
            if (has(i)) list_.push(i);
            else if (may_be_half_norm(graph[i].operation)) add_half(i);
            else if (graph[i].operation == code<clamp_>) add_bound(i, 1), add_bound(i, 2);
        if (halves_.size > 0) keep_those_with_partners();
    }
    constexpr norms_of_graph(norms_of_graph const&) = delete;
    constexpr norms_of_graph& operator=(norms_of_graph const&) = delete;
    constexpr ~norms_of_graph() { delete[] origin_; }

    // Uses the norms that are multiples of node r, which is one itself.
    template <class Use>
    constexpr void each_multiple(int r, Use&& use) {
        if (list_.size + halves_.size < 2) return use(multiple{r, 1.0});
        half_norm const* const half = half_at(r);
        if (half && !half->has_partner) return use(multiple{r, half->share});
        samples_.take();
        sample const of_r = half ? radius_of(*half) : samples_[r];
        for (int n = 0; n < list_.size; ++n)
            if (double const c = list_[n] == r ? 1 : ratio(samples_[list_[n]], of_r); c != 0) use(multiple{list_[n], c});
        for (int n = 0; n < halves_.size; ++n)
            if (double const c = halves_[n].has_partner ? ratio(radius_of(halves_[n]), of_r) : 0; c != 0) use(multiple{halves_[n].node, c * halves_[n].share});
    }
    // Whether the node i is a kink or norm that may be a multiple of r: values that rest decide.
    constexpr bool may_be_multiple(int i, int r) {
        if (!has_undecided_ || i >= last_ || r >= last_) return false;
        half_norm const *const of_i = half_at(i), *const of_r = half_at(r);
        if (!(of_i && of_i->is_undecided) && !(of_r && of_r->is_undecided)) return false;
        return (of_i || has(i)) && (of_r || has(r)) && may_be_multiple(kink_of(i), kink_of(r));
    }
    // Uses all kinks and norms that may be multiples of that kink.
    template <class Use>
    constexpr void each_undecided(half_norm const& kink, Use&& use) {
        for (int n = 0; n < list_.size; ++n)
            if (may_be_multiple(kink_of(list_[n]), kink)) use(kink_of(list_[n]));
        for (int n = 0; n < halves_.size; ++n)
            if (may_be_multiple(halves_[n], kink)) use(halves_[n]);
    }
    // The kink of node i; a norm as one whose t is the norm.
    constexpr half_norm kink_of(int i) const {
        if (half_norm const* const half = half_at(i)) return *half;
        return {i, i, -1, 1, 0, 0};
    }
    // Whether a node depends on what is differentiated.
    constexpr bool moves(int i) { return i >= first_ && origin_of(i).moving != 0; }
    graph::detail::growing<moved_kink> moved{1};  // those that were asked for

    // That node, if it is one with partners; else null.
    constexpr half_norm const* half_at(int i) const {
        for (int n = 0; n < halves_.size; ++n)
            if (halves_[n].node == i) return &halves_[n];
        return nullptr;
    }
    // Uses those that have a multiple of the same t, with how many times as large |t| is as that of `half`, sign included.
    template <class Use>
    constexpr void each_partner(half_norm const& half, Use&& use) const {
        for (int n = 0; n < halves_.size; ++n)
            if (halves_[n].has_partner && halves_[n].key == half.key) use(halves_[n], value_of(halves_[n], 0) / value_of(half, 0));
    }

    constexpr bool has_halves() const { return halves_.size > 0; }
    // Whether multiples of r are such at run time only: where a number that an expression holds is 0.
    constexpr bool is_beside_number(int r) const {
        half_norm const* const half = half_at(r);
        return half && half->q >= 0 && (graph_.is_number(half->p) || graph_.is_number(half->q));
    }
    // What is 0 where that multiple of a norm is.
    constexpr tracer<Literal> zero_of(graph::builder<Literal>& graph, int i) const {
        half_norm const* const half = half_at(i);
        return half ? argument_of(graph, *half) : tracer<Literal>(&graph, i);
    }
    // Uses the kinks of node i, a clamp, that have partners.
    template <class Use>
    constexpr void each_bound(int i, Use&& use) const {
        for (int n = 0; n < bounds_.size; ++n)
            if (bounds_[n].node == i) use(bounds_[n]);
    }
    // Uses all kinks that have partners, and are no norms.
    template <class Use>
    constexpr void each_half(Use&& use) const {
        for (auto const* const kinks : {&halves_, &bounds_})
            for (int n = 0; n < kinks->size; ++n)
                if ((*kinks)[n].has_partner) use((*kinks)[n]);
    }
    // One kink for each t.
    template <class Use>
    constexpr void each_kink(Use&& use) const {
        graph::detail::growing<double> keys(4);
        each_half([&](half_norm const& half) {
            bool is_first = true;
            for (int k = 0; k < keys.size; ++k) is_first = is_first && keys[k] != half.key;
            if (is_first) keys.push(half.key), use(half);
        });
    }
    // The value t of a kink.
    static constexpr tracer<Literal> argument_of(graph::builder<Literal>& graph, half_norm const& half) {
        tracer<Literal> t(&graph, half.p);
        if (half.q >= 0) t = t - tracer<Literal>(&graph, half.q);
        if (half.offset != 0) t = t - half.offset;
        return t;
    }
    // The node that all with multiples of that t come after: what the first of them is made of.
    constexpr int where_partners_meet(half_norm const& half) const {
        int n = 0;
        while (!halves_[n].has_partner || halves_[n].key != half.key) ++n;
        return halves_[n].p < halves_[n].q ? halves_[n].q : halves_[n].p;
    }
    // Uses the first one of those that meet there, for each t.
    template <class Use>
    constexpr void each_meeting(int node, Use&& use) const {
        for (int n = 0; n < halves_.size; ++n) {
            bool is_first = halves_[n].has_partner && where_partners_meet(halves_[n]) == node;
            for (int m = 0; m < n; ++m) is_first = is_first && (!halves_[m].has_partner || halves_[m].key != halves_[n].key);
            if (is_first) use(halves_[n]);
        }
    }

    // The first norm of the graph.
    constexpr int first() const { return halves_.size > 0 && (list_.size == 0 || halves_[0].node < list_[0]) ? halves_[0].node : list_[0]; }
    constexpr bool has(int i) const { return graph_[i].operation == code<sqrt_> || detail::is_magnitude(graph_, graph_[i]); }
    constexpr int first_node() const { return first_; }
    constexpr int last_node() const { return last_; }
    // Whether the operation of node r is the magnitude of one number.
    constexpr bool is_magnitude(int r) const {
        return half_at(r) || graph_[r].operation == code<abs_> || graph_[r].operation == code<copysign_> || opposite_operand(graph_, graph_[r]) >= 0;
    }
    // Whether the norm r is that of one number.
    constexpr bool is_of_one(int r) const {
        return is_magnitude(r) || is_of_one(r, [](int, int) {});
    }
    // The same by its form; uses the factors of that number, with their exponents.
    constexpr bool is_of_one(int r, auto const& use) const {
        using form = graph::nonnegative_form<graph::builder<Literal>>;
        graph::node const& n = graph_[r];
        auto const is_of_several = [&](int i) { return is_norm(graph_[i].operation) && !is_of_one(i); };
        bool const of_sum = n.operation == code<hypot_> || n.operation == code<hypot_of_three_>;
        form of_square(graph_, of_sum ? -1 : n.operand[0]);
        bool const result = of_sum ? of_square.is_square_of_one(n.operand, n.what->arity, is_of_several) : n.operand[0] >= 0 && of_square.is_square_of_one(n.operand[0], is_of_several);
        if (result) of_square.each_atom(use);
        return result;
    }
    // The leaves that a node depends on, which share 64 bits.
    constexpr std::uint64_t leaves_of(int i) { return origin_of(i).leaves; }

private:
    static constexpr bool may_be_half_norm(int operation) { return operation == code<relu_> || operation == code<fdim_> || is_extreme(operation); }
    constexpr void add_half(int i) {
        graph::node const& n = graph_[i];
        double const share = n.operation == code<min_> || n.operation == code<fmin_> ? -0.5 : 0.5;
        double const lost = n.operation == code<relu_> ? 0.5 : n.operation == code<fdim_> ? (n.operand[0] < 0 ? -0.5 : 0.5) : 0;
        if (n.what->arity == 1) halves_.push({i, n.operand[0], -1, share, lost, 0});
        else add_kink(i, n.operand[0], n.operand[1], share, lost);
    }
    // The kink of a clamp at its k-th operand, where the first one is passed on.
    constexpr void add_bound(int i, int k) {
        int const before = halves_.size;
        add_kink(i, graph_[i].operand[0], graph_[i].operand[k], 0.5, 0);
        for (int n = before; n < halves_.size; ++n) halves_[n].is_bound = true;
    }
    // A kink where p and q are equal.
    constexpr void add_kink(int i, int p, int q, double share, double lost) {
        if ((p < 0 && q < 0) || p == q) return;
        bool const of_one = p < 0 || q < 0;
        Literal offset(0);
        if (of_one) offset = graph_.literal_at(p < 0 ? p : q);
        halves_.push({i, p < 0 ? q : p, of_one ? -1 : q, share, lost, 0, offset});
    }
    constexpr void keep_those_with_partners() {
        if (halves_.size + list_.size >= 2) {
            samples_.take();
            for (int n = 0; n < halves_.size; ++n) find_partners(n);
            find_undecided();
        }
        int const all = halves_.size;
        halves_.size = 0;
        for (int n = 0; n < all; ++n) {
            half_norm const half = halves_[n];
            if (half.has_partner || half.is_undecided) (half.is_bound ? bounds_ : halves_).push(half);
        }
    }
    // (Not for a kink at a number in a program with loops: a kink of another loop cannot be asked whether it is 0 too.)
    constexpr void find_partners(int n) {
        half_norm& half = halves_[n];
        half.key = value_of(half, 0) / value_of(half, 1);
        if (is_at_number(half) && (half.is_bound || has_rows())) return;
        for (int m = 0; m < n; ++m)
            if (is_near(halves_[m].key, half.key) && !(is_at_number(halves_[m]) && (halves_[m].is_bound || has_rows())) && ratio(radius_of(halves_[m]), radius_of(half)) != 0) {
                half.key = halves_[m].key;
                half.has_partner = halves_[m].has_partner = true;
            }
        for (int m = 0; m < list_.size && !half.has_partner; ++m)
            if (sample const& s = samples_[list_[m]]; is_near(s.at[0] / s.at[1], half.key)) half.has_partner = ratio(s, radius_of(half)) != 0;
    }
    constexpr void find_undecided() {
        find_origins();
        int const most_pairs = holds_numbers_ ? most_pairs_of_expression : most_pairs_of_function;
        int pairs = 0;
        for (int n = 0; n < halves_.size && pairs <= most_pairs; ++n) {
            int const before = pairs;
            for (int m = 0; m < list_.size; ++m) pairs += may_be_multiple(kink_of(list_[m]), halves_[n]);
            for (int m = 0; m < halves_.size; ++m) pairs += may_be_multiple(halves_[m], halves_[n]);
            halves_[n].is_undecided = pairs > before;
        }
        has_undecided_ = pairs > 0 && pairs <= most_pairs;
        for (int n = 0; n < halves_.size; ++n) halves_[n].is_undecided = halves_[n].is_undecided && has_undecided_;
    }
    constexpr bool may_be_multiple(half_norm const& a, half_norm const& b) {
        if (a.node == b.node) return false;
        origin const of_a = origin_of(a), of_b = origin_of(b);
        return loops_.size <= 64 && (of_a.moving & of_b.moving) != 0 && of_a.loops == of_b.loops && (of_a.mixes || of_b.mixes) && !of_a.has_kink && !of_b.has_kink;
    }
    constexpr bool is_at_number(half_norm const& half) const { return graph_.is_number(half.p) || (half.q >= 0 && graph_.is_number(half.q)); }
    constexpr bool has_rows() {
        find_origins();
        return loops_.size > 0;
    }

    // What a node depends on.
    struct origin {
        std::uint64_t leaves = 0, moving = 0;  // all leaves but numbers; those that are differentiated
        std::uint64_t loops = 0;               // the loops that have it in their bodies
        bool mixes = false;                    // whether something in it has an operand that moves and one that rests
        bool has_kink = false;                 // or a norm
    };
    constexpr origin const& origin_of(int i) {
        find_origins();
        return origin_[i - first_];
    }
    constexpr void find_origins() {
        if (origin_) return;
        origin_ = new origin[static_cast<std::size_t>(last_ - first_) + 1]{};
        for (int j = first_; j < last_; ++j) find_origin(j, origin_[j - first_]);
    }
    // Of t, or of what a norm is made of.
    constexpr origin origin_of(half_norm const& half) {
        origin all;
        bool const is_norm = half.p == half.node;
        bool rests = false;
        for (int k = 0; k < (is_norm ? graph_[half.node].what->arity : half.q < 0 ? 1 : 2); ++k)
            add_operand(is_norm ? graph_[half.node].operand[k] : k == 0 ? half.p : half.q, all, rests);
        all.mixes = all.mixes || (rests && all.moving != 0);
        return all;
    }
    constexpr void add_operand(int o, origin& all, bool& rests) {
        if (o < first_) {
            rests = rests || o >= 0;
            return;
        }
        origin const& of = origin_of(o);
        all.leaves |= of.leaves, all.moving |= of.moving, all.loops |= of.loops;
        all.mixes = all.mixes || of.mixes, all.has_kink = all.has_kink || of.has_kink;
        rests = rests || of.moving == 0;
    }
    constexpr void find_origin(int j, origin& all) {
        graph::node const& n = graph_[j];
        if (n.what->arity == 0) {
            all.leaves = graph_.is_number(j) ? 0 : std::uint64_t(1) << (j & 63);
            all.moving = active_ && !active_[j - first_] ? 0 : all.leaves;
            holds_numbers_ = holds_numbers_ || graph_.is_number(j);
            return;
        }
        bool rests = false;
        for (int k = 0; k < n.what->arity; ++k) add_operand(n.operand[k], all, rests);
        all.mixes = all.mixes || (rests && all.moving != 0);
        all.has_kink = all.has_kink || has(j) || may_be_half_norm(n.operation) || n.operation == code<clamp_>;
        if (n.operation == code<row_>) all.loops |= bit_of_loop(n.operand[0]);
        else if (n.what->reduces) all.loops &= ~bit_of_loop(n.operand[1]);
    }
    constexpr std::uint64_t bit_of_loop(int loop) {
        int n = 0;
        while (n < loops_.size && loops_[n] != loop) ++n;
        if (n == loops_.size) loops_.push(loop);
        return std::uint64_t(1) << (n & 63);
    }
    static constexpr bool is_near(double a, double b) {
        double const off = a / b - 1;
        return off < 1e-12 && off > -1e-12;
    }
    // (Numbers are taken for 0 here, which they have to be at run time.)
    constexpr double value_of(half_norm const& half, int k) const { return sample_of(half.p, k) - sample_of(half.q, k) - static_cast<double>(half.offset); }
    constexpr double sample_of(int i, int k) const { return i < 0 || graph_.is_number(i) ? 0 : samples_[i].at[k]; }
    constexpr sample radius_of(half_norm const& half) const {
        sample s{};
        for (int k = 0; k < sample::size; ++k) s.at[k] = math::abs(value_of(half, k));
        return s;
    }

    graph::builder<Literal> const& graph_;
    int first_, last_;
    bool const* active_;
    samples_of_graph<Literal> samples_;
    graph::detail::growing<int> list_;
    graph::detail::growing<half_norm> halves_, bounds_;
    // Of kinks that are compared at the call: twelve kinks, if each is with each, at some 750 of clang's steps a pair. What is computed for that is
    // not out of the way of other calls: the Hessian of six squares of max, of data, would take 1.8 times as long. So two kinks of data have to do.
    static constexpr int most_pairs_of_expression = 132, most_pairs_of_function = 2;
    bool has_undecided_ = false, holds_numbers_ = false;
    origin* origin_ = nullptr;
    graph::detail::growing<int> loops_{1};  // found with the origins
};

template <class Literal>
constexpr bool* kinks_with_partners(graph::builder<Literal> const& graph, int first, int last) {
    bool* const found = new bool[static_cast<std::size_t>(last) + 1]{};
    int kinks = 0;
    for (int i = first; i < last; ++i) kinks += may_have_partner(graph[i].operation);
    if (kinks < 2) return found;
    norms_of_graph<Literal> const norms(graph, first, last);
    norms.each_half([&](auto const& half) { found[half.node] = true; });
    return found;
}

}
