// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The record of a computation: one contiguous arena a thread, which grows once and is then used again.
//
// Entries have positions 1, 2, … in the order of recording; leaves have positions -1, -2, …, so that one array holds the adjoints of
// both. A handle does not hold the position but an id (tape/identity.hpp). The entries from `begin_` on are those of the last
// segment: their ids and positions count up together. Whatever takes entries away begins a new segment, whose ids were never used.
#pragma once
#pragma GCC system_header

#include <typegrad/tape/adjoint.hpp>
#include <typegrad/tape/identity.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

namespace typegrad::tape {

using index = std::int32_t;

// One operation: which entries it used, and its partial derivatives there. An operand that carries no derivative is
// entry 0, where what it receives is never read.
template <class T>
struct entry {
    index operand[2];
    T partial[2];
};

template <class T>
class arena;

namespace detail {
    // Where a sweep stops: a hook on one value, or a function of many values recorded as one.
    template <class T>
    struct step {
        index at = 0;       // its own entry: the sweep calls pull before it goes on there
        index outputs = 0;  // the entries after it, whose adjoints pull has to read and to clear
        virtual ~step() = default;
        virtual void pull(arena<T>&) = 0;
        virtual void push(arena<T>&) { fail("tape::jvp of a function that has a rule for backward sweeps only; take tape::vjp, gradient or jacobian"); }
        virtual T* kept_gradient() { return nullptr; }
        virtual bool is_norm() const { return false; }  // a norm that is 0 (tape/recording.hpp)
    };

    template <class T>
    struct gradient_hook {
        virtual ~gradient_hook() = default;
        virtual T operator()(T const& gradient) = 0;
    };
}

// A place in the record, to go back to.
struct position {
    id last = 0;  // the entry before it
    id next = 0;  // entries from it on have ids from here on
    std::size_t ended = 0;
    index size = 1;
    std::uint32_t tape = 0;
};

// The tape of one thread. Trivial to construct and destroy, so that access needs no guard; `storage` owns the memory.
template <class T>
class arena {
    using adjoint_type = detail::adjoint<T>;
    // By value: what a reference leads to would have to be in memory.
    using passed = std::conditional_t<std::is_arithmetic_v<T>, T, T const&>;

public:
    // Records an operation, its result y and its name for the anomaly mode; gives the id of the entry. 0: recording is off.
    TYPEGRAD_INLINE id record(index a, passed da, index b, passed db, passed y, char const* operation) {
        id const made = count_ >= limit_ ? record_slowly(a, da, b, db, y, operation) : append(a, da, b, db);
        if (detail::is_leaf(made)) __builtin_unreachable();  // so that temporaries need not look when they end
        return made;
    }

    // The position of what a handle means. One comparison for an entry of the last segment.
    TYPEGRAD_INLINE index find(id handle) {
        if ((handle - begin_) >> detail::distance_bits == 0) [[likely]] return static_cast<index>(static_cast<std::uint32_t>(handle) - static_cast<std::uint32_t>(shift_));
        if (handle == detail::constant_id) return 0;
        if (handle >> 32 == leaf_prefix_) return -static_cast<index>(static_cast<std::uint32_t>(handle));
        return resolve(handle);
    }

    // An independent variable: what it receives by sweeps is kept until it is set to zero. It lives until its last handle does.
    id make_leaf() {
        storage& m = opened();
        if (m.mail.any.load(std::memory_order_acquire)) read_mail();
        if (m.free_leaves.empty()) grow_leaves();
        std::uint32_t const slot = m.free_leaves.back();
        m.free_leaves.pop_back();
        m.leaves[slot].count = 1;
        m.leaves[slot].birth = next_id();
        adjoints_[-static_cast<index>(slot)] = {};
        return id{m.leaf_prefix} << 32 | slot;
    }
    void retain(id leaf) {
        if (owns_leaf(leaf)) ++memory_->leaves[slot_of(leaf)].count;
        else detail::registry::all().post(leaf, 1);
    }
    void drop(id leaf) noexcept {
        if (!owns_leaf(leaf)) return detail::registry::all().post(leaf, -1);
        if (--memory_->leaves[slot_of(leaf)].count == 0) [[unlikely]] end_leaf(slot_of(leaf));
    }
    // How many handles a leaf of this thread has.
    int handles(id leaf) {
        if (memory_->mail.any.load(std::memory_order_acquire)) read_mail();
        return memory_->leaves[slot_of(leaf)].count;
    }

    // Adds to every adjoint what the entries from … first owe to it, once seeds have been added. What has been swept is as if
    // untouched again; adjoints of leaves, and of entries before `first`, stay.
    void sweep(index from, index first) {
        storage& m = *memory_;
        cleaner guard{this, first};
        if (first_without_derivative_ != 0) [[unlikely]] m.reached.assign(static_cast<std::size_t>(size()), 0);
        std::vector<T> before;
        if (m.hooked_leaves != 0) [[unlikely]] before = set_apart_hooked();
        index top = from;
        for (std::size_t k = m.steps.size(); k-- > 0 && m.steps[k]->at >= first;) {
            detail::step<T>& s = *m.steps[k];
            if (s.at > from) continue;
            sweep_entries(top, s.at + 1);
            s.pull(*this);
            top = s.at;
        }
        sweep_entries(top, first);
        if (m.hooked_leaves != 0) [[unlikely]] run_leaf_hooks(before);
        guard.first = 0;
    }

    // The same, and puts down the adjoints of chosen entries where it passes them.
    void sweep(index from, index first, std::vector<index> const& wanted, std::vector<T>& found) {
        struct observer final : detail::step<T> {
            T& into;
            observer(index at, T& found) : into(found) { this->at = at; }
            void pull(arena& tape) override { into = tape.adjoint(this->at).get(); }
        };
        auto& steps = memory_->steps;
        std::vector<detail::step<T>*> added;
        struct remover {
            std::vector<std::unique_ptr<detail::step<T>>>& steps;
            std::vector<detail::step<T>*> const& added;
            ~remover() {
                std::erase_if(steps, [&](auto const& s) { return std::find(added.begin(), added.end(), s.get()) != added.end(); });
            }
        } const afterwards{steps, added};
        for (std::size_t k = 0; k < wanted.size(); ++k) {
            if (wanted[k] <= 0) continue;
            auto s = std::make_unique<observer>(wanted[k], found[k]);
            added.push_back(s.get());
            add_step(std::move(s));
        }
        sweep(from, first);
    }

    // The other direction: where adjoints hold the tangents of the entries first … from-1, gives them to all that were recorded
    // later.
    void push(index first, index from) {
        storage& m = *memory_;
        if (first_without_derivative_ != 0 && m.steps.empty()) [[unlikely]] return push_carefully(first, from);
        std::size_t k = 0;
        while (k < m.steps.size() && m.steps[k]->at < from) ++k;
        for (index i = from; i < size(); ++i) {
            if (k < m.steps.size() && m.steps[k]->at == i && (m.steps[k]->outputs > 0 || m.steps[k]->is_norm())) {
                i += m.steps[k]->outputs;
                m.steps[k++]->push(*this);
                continue;
            }
            while (k < m.steps.size() && m.steps[k]->at <= i) ++k;
            entry<T> const& e = entries_[i];
            adjoint_type tangent{};
            for (int p = 0; p < 2; ++p)
                if (e.operand[p] >= first && !adjoints_[e.operand[p]].untouched()) tangent.add(e.partial[p] * adjoints_[e.operand[p]].value);
            adjoints_[i] = tangent;
        }
    }
    void clear(index first) {
        for (index i = first; i < size(); ++i) adjoints_[i].clear();
    }

    // What tape/norms.hpp asks: an entry, and whether two are the same, computed in one way.
    entry<T> const& entry_at(index i) const { return entries_[i]; }
    bool is_same(index i, index j) const { return is_same(i, j, 8); }

    // An entry that has no derivative: its partial is NaN, where an adjoint of -0, which is as good as none else, must not be passed over.
    void last_has_no_derivative() {
        if (first_without_derivative_ == 0) first_without_derivative_ = size() - 1;
    }

    adjoint_type& adjoint(index i) { return adjoints_[i]; }
    // One past the last entry's position.
    index size() const { return static_cast<index>(count_); }

    // A scope: what is recorded from here on is dropped when it closes. An isolated one is that of a transform: everything from
    // outside is a constant there.
    std::size_t open_scope(bool isolated) {
        storage& m = opened();
        m.segments.reserve(m.segments.size() + 2);
        m.scopes.push_back({size(), size(), next_id(), m.ended_leaves.size(), size(), isolated});
        begin_segment();
        if (isolated) leaf_prefix_ = 0;
        return m.scopes.size() - 1;
    }
    void close_scope(std::size_t depth) noexcept {
        storage& m = *memory_;
        if (depth >= m.scopes.size()) return;
        frame const closing = m.scopes[depth];
        cut(closing.start);
        free_leaves_since(closing.ended, closing.first);
        m.scopes.resize(depth);
        leaf_prefix_ = m.leaf_prefix;
        for (frame const& f : m.scopes)
            if (f.isolated) leaf_prefix_ = 0;
    }
    // The entries from the scope's beginning to here are kept by backward(): a transform's arguments.
    void keep_from_release() { memory_->scopes.back().floor = size(); }
    index scope_start() const { return memory_->scopes.back().start; }
    // The first entry that a sweep from inside the innermost scope has to reach.
    index lowest_used(index from) const {
        if (!memory_ || memory_->scopes.empty()) return 1;
        frame const& f = memory_->scopes.back();
        return from < f.start || f.lowest < f.start ? 1 : f.start;
    }

    // Forgets what was recorded in the innermost scope; values recorded there are stale.
    void release() {
        storage& m = opened();
        index const floor = m.scopes.empty() ? 1 : m.scopes.back().floor;
        m.released = next_id();
        cut(floor);
        free_leaves_since(m.scopes.empty() ? 0 : m.scopes.back().ended, m.scopes.empty() ? 0 : m.scopes.back().first);
    }

    position here() {
        storage& m = opened();
        return {size() > 1 ? id_at(size() - 1) : 0, next_id(), m.ended_leaves.size(), size(), m.ticket.tape};
    }
    void reset(position const& p) {
        storage& m = opened();
        if (p.tape != m.ticket.tape) detail::fail("reset to a position of another thread's tape; positions stay with the thread that asked for them");
        if (p.size > size() || (p.size > 1 && id_at(p.size - 1) != p.last))
            detail::fail("reset to a position that is no longer in the record: backward(), an enclosing reset or the end of a scope has dropped it; ask tape::here() again");
        if (!m.scopes.empty() && p.size < m.scopes.back().floor) detail::fail("reset to a position before the scope that is open; end the scope first");
        cut(p.size);
        free_leaves_since(p.ended, p.next);
    }

    // The function or hook that is called where a sweep arrives at the entry `at`.
    void add_step(std::unique_ptr<detail::step<T>> s) {
        auto& steps = memory_->steps;
        auto const place = std::lower_bound(steps.begin(), steps.end(), s->at, [](auto const& other, index at) { return other->at < at; });
        steps.insert(place, std::move(s));
    }
    T* kept_gradient(index at) {
        auto const& steps = memory_->steps;
        auto place = std::lower_bound(steps.begin(), steps.end(), at, [](auto const& other, index i) { return other->at < i; });
        for (; place != steps.end() && (*place)->at == at; ++place)
            if (T* kept = (*place)->kept_gradient()) return kept;
        return nullptr;
    }
    template <class Use>
    void each_norm_at_zero(Use&& use) const {
        for (auto const& s : memory_->steps)
            if (s->is_norm()) use(*s);
    }
    void add_leaf_hook(id leaf, std::unique_ptr<detail::gradient_hook<T>> hook) {
        leaf_state& l = memory_->leaves[slot_of(leaf)];
        if (l.hooks.empty()) ++memory_->hooked_leaves;
        l.hooks.push_back(std::move(hook));
    }

    // A function of many values, as one step: a marker, then an entry for each output, which owes what it has to itself: a sweep
    // leaves it there for the step. The position of the marker; 0: recording is off.
    index record_outputs(index outputs) {
        opened();
        if (record(0, T(0), 0, T(0), T(0), "a function") == 0) return 0;
        for (index k = 0; k < outputs; ++k) record(size(), T(1), 0, T(0), T(0), "a function");
        return size() - outputs - 1;
    }
    id id_at(index i) const {
        auto const& segments = memory_->segments;
        std::size_t s = segments.size() - 1;
        while (segments[s].start > i) --s;
        return segments[s].first + static_cast<id>(i - segments[s].start);
    }

    // Gradients of leaves as they are now, to be put back: for sweeps that are not to add to them.
    std::vector<adjoint_type> leaf_adjoints() const {
        std::vector<adjoint_type> all;
        if (memory_) all.assign(adjoints_ - memory_->leaf_capacity, adjoints_);
        return all;
    }
    void set_leaf_adjoints(std::vector<adjoint_type> const& all) {
        index const count = static_cast<index>(all.size());
        for (index k = 0; k < count; ++k) adjoints_[k - count] = all[static_cast<std::size_t>(k)];
    }
    bool has_leaves_of_scope() const { return memory_->scopes.back().own_leaves; }

    // Whether this thread's tape made the handle, or nobody did.
    bool is_own(id handle) const {
        if (handle == detail::constant_id) return true;
        if (detail::is_leaf(handle)) return owns_leaf(handle);
        return memory_ && detail::tape_of(handle) == memory_->ticket.tape;
    }

private:
    struct segment {
        id first;     // the id of its first entry
        index start;  // and that entry's position
    };
    struct frame {
        index start;
        index floor;        // backward() keeps what is before
        id first;           // the ids of this scope begin here
        std::size_t ended;  // how many leaves had ended before
        index lowest;       // the first entry outside that was used inside
        bool isolated;
        bool own_leaves = false;  // an isolated one has used a leaf made in it
    };
    struct leaf_state {
        int count = 0;  // of handles
        id birth = 0;   // the entry recorded next has this id
        std::vector<std::unique_ptr<detail::gradient_hook<T>>> hooks;
    };
    struct cleaner {
        arena* tape;
        index first;
        ~cleaner() {
            if (first != 0) tape->clear(first);
        }
    };

    TYPEGRAD_INLINE id append(index a, passed da, index b, passed db) {
        entry<T>& e = entries_[count_];
        e.operand[0] = a;
        e.operand[1] = b;
        // One by one: compilers would join the two on the stack, and load there what the processor has not stored yet, which takes it
        // as long as the rest of an operation.
        using stored = std::conditional_t<std::is_arithmetic_v<T>, T volatile, T>;
        static_cast<stored&>(e.partial[0]) = da;
        static_cast<stored&>(e.partial[1]) = db;
        return shift_ + count_++;
    }
    [[gnu::noinline, gnu::cold]] id record_slowly(index a, passed da, index b, passed db, passed y, char const* operation) {
        storage& m = opened();
        if (!detail::modes.recording) return 0;
        if (size() >= m.capacity) grow();
        if (detail::modes.anomaly) {
            if (!detail::is_finite(y))
                detail::fail(std::string(operation) + " made " + detail::written(y) + ", the first value that is not finite" + partials_for_message(a, da, b, db));
            m.names.resize(static_cast<std::size_t>(size()) + 1, nullptr);
            m.names[static_cast<std::size_t>(size())] = operation;
        }
        return append(a, da, b, db);
    }
    static std::string partials_for_message(index a, T const& da, index b, T const& db) {
        std::string text;
        if (a != 0) text += "; its derivative by an operand is " + detail::written(da);
        if (b != 0) text += (a != 0 ? ", by the other " : "; its derivative by an operand is ") + detail::written(db);
        return text;
    }

    TYPEGRAD_INLINE void sweep_entries(index from, index first) {
        if (detail::modes.anomaly) [[unlikely]] return sweep_watchfully(from, first);
        if (first_without_derivative_ != 0) [[unlikely]] return sweep_carefully(from, first);
        for (index i = from; i >= first; --i) {
            if (adjoints_[i].untouched()) continue;
            T const w = adjoints_[i].value;
            adjoints_[i].clear();
            entry<T> const& e = entries_[i];
            if constexpr (std::is_floating_point_v<T>) {
                adjoints_[e.operand[0]].add(e.partial[0] * w);
                adjoints_[e.operand[1]].add(e.partial[1] * w);
            } else {
                if (e.operand[0] != 0) adjoints_[e.operand[0]].add(e.partial[0] * w);
                if (e.operand[1] != 0) adjoints_[e.operand[1]].add(e.partial[1] * w);
            }
        }
    }
    // With a flag for each entry of whether anything has contributed to it, be it -0, in memory_->reached.
    [[gnu::noinline, gnu::cold]] void sweep_carefully(index from, index first) {
        std::vector<char>& reached = memory_->reached;
        for (index i = from; i >= first; --i) {
            char& here = reached[static_cast<std::size_t>(i)];
            if (adjoints_[i].untouched() && here == 0) continue;
            T const w = adjoints_[i].get();
            adjoints_[i].clear();
            here = 0;
            entry<T> const& e = entries_[i];
            for (int k = 0; k < 2; ++k) {
                if (e.operand[k] == 0) continue;
                adjoints_[e.operand[k]].add(e.partial[k] * w);
                if (e.operand[k] > 0) reached[static_cast<std::size_t>(e.operand[k])] = 1;
            }
        }
    }
    [[gnu::noinline, gnu::cold]] void push_carefully(index first, index from) {
        std::vector<char> moves(static_cast<std::size_t>(size()));
        for (index i = first; i < from; ++i) moves[static_cast<std::size_t>(i)] = !adjoints_[i].untouched();
        for (index i = from; i < size(); ++i) {
            entry<T> const& e = entries_[i];
            adjoint_type tangent{};
            for (int p = 0; p < 2; ++p)
                if (e.operand[p] >= first && moves[static_cast<std::size_t>(e.operand[p])] != 0) {
                    tangent.add(e.partial[p] * adjoints_[e.operand[p]].get());
                    moves[static_cast<std::size_t>(i)] = 1;
                }
            adjoints_[i] = tangent;
        }
    }
    [[gnu::noinline, gnu::cold]] void sweep_watchfully(index from, index first) {
        for (index i = from; i >= first; --i) {
            if (adjoints_[i].untouched()) continue;
            T const w = adjoints_[i].value;
            adjoints_[i].clear();
            entry<T> const& e = entries_[i];
            for (int k = 0; k < 2; ++k) {
                if (e.operand[k] == 0) continue;
                T const owed = e.partial[k] * w;
                if (detail::is_finite(w) && !detail::is_finite(owed)) {
                    auto const at = static_cast<std::size_t>(i);
                    char const* name = at < memory_->names.size() ? memory_->names[at] : nullptr;
                    detail::fail(std::string(name ? name : "an operation") + " made the first gradient that is not finite: its derivative, " + detail::written(e.partial[k]) +
                                 ", times " + detail::written(w));
                }
                adjoints_[e.operand[k]].add(owed);
            }
        }
    }
    std::vector<T> set_apart_hooked() {
        std::vector<T> before(memory_->leaves.size());
        for (std::size_t s = 1; s < before.size(); ++s)
            if (!memory_->leaves[s].hooks.empty()) {
                before[s] = adjoints_[-static_cast<index>(s)].get();
                adjoints_[-static_cast<index>(s)].clear();
            }
        return before;
    }
    void run_leaf_hooks(std::vector<T> const& before) {
        for (std::size_t s = 1; s < before.size(); ++s)
            if (!memory_->leaves[s].hooks.empty()) {
                adjoint_type& a = adjoints_[-static_cast<index>(s)];
                bool const reached = !a.untouched();
                T gradient = a.get();
                a = {};
                a.add(before[s]);
                if (!reached) continue;
                for (auto const& hook : memory_->leaves[s].hooks) gradient = (*hook)(gradient);
                a.add(gradient);
            }
    }

    // Not the ordinary case: an entry of an earlier segment, a leaf in a transform, or what no longer is or never was here.
    [[gnu::noinline, gnu::cold]] index resolve(id handle) {
        storage& m = opened();
        frame* isolated = nullptr;
        for (frame& f : m.scopes)
            if (f.isolated) isolated = &f;
        if (detail::is_leaf(handle)) {
            if (!owns_leaf(handle)) foreign(handle);
            std::uint32_t const slot = slot_of(handle);
            if (isolated && m.leaves[slot].birth < isolated->first) return 0;
            if (isolated) isolated->own_leaves = true;
            return -static_cast<index>(slot);
        }
        if (handle == detail::moved_id) detail::fail("a variable is used after std::move() took its leaf; use what it was moved to, or copy it");
        if (detail::tape_of(handle) != m.ticket.tape) foreign(handle);
        auto const after = std::upper_bound(m.segments.begin(), m.segments.end(), handle, [](id h, segment const& s) { return h < s.first; });
        if (after == m.segments.begin()) stale(handle);
        segment const& s = *(after - 1);
        index const end = after == m.segments.end() ? size() : after->start;
        if (handle - s.first >= static_cast<id>(end - s.start)) stale(handle);
        index const at = s.start + static_cast<index>(handle - s.first);
        if (isolated && at < isolated->start) {
            for (frame const* f = isolated; f != m.scopes.data();)
                if ((--f)->isolated && at >= f->start)
                    detail::fail("a function given to tape::derivative, gradient or the like uses a variable of an enclosing one, whose derivative would be lost here; "
                                 "pass it as an argument, tape::gradient(f, wrt<0>)(x, it), or it.detach() if it is meant as a constant");
            return 0;
        }
        if (!m.scopes.empty()) m.scopes.back().lowest = std::min(m.scopes.back().lowest, at);
        return at;
    }
    [[noreturn, gnu::noinline, gnu::cold]] void foreign(id handle) {
        if (detail::tape_of(handle) == (memory_ ? memory_->ticket.tape : 0)) detail::fail("a leaf of a thread that has ended is used; pass x.value() or x.detach() between threads");
        detail::fail("a variable of another thread is used, whose tape this thread must not touch; pass x.value() or x.detach(), and make it a leaf here: "
                     "tape::variable mine{x.value(), tape::requires_grad}");
    }
    [[noreturn, gnu::noinline, gnu::cold]] void stale(id handle) {
        if (handle < memory_->ticket.next) detail::fail("a value of a thread that has ended is used; pass x.value() or x.detach() between threads");
        if (handle < memory_->released)
            detail::fail("a value is used whose record has been released by backward(), or by the end of a scope; compute it again, call backward(tape::retain_graph), "
                         "or use value.detach() if it is meant as a constant");
        detail::fail("a value is used that was recorded in a scope that has ended, or after a position that the tape was reset to; compute it again outside, "
                     "or use value.detach() if it is meant as a constant");
    }

    bool is_same(index i, index j, int depth) const {
        if (i == j || depth == 0) return i == j;
        if (i <= 0 || j <= 0) return false;
        entry<T> const &a = entries_[i], &b = entries_[j];
        return a.operand[0] != 0 && a.partial[0] == b.partial[0] && a.partial[1] == b.partial[1] &&
               is_same(a.operand[0], b.operand[0], depth - 1) && is_same(a.operand[1], b.operand[1], depth - 1);
    }

    static std::uint32_t slot_of(id leaf) { return static_cast<std::uint32_t>(leaf); }
    bool owns_leaf(id leaf) const { return memory_ && static_cast<std::uint32_t>(leaf >> 32) == memory_->leaf_prefix; }
    id next_id() const { return shift_ + count_; }

    // The next entry begins a segment, with ids from `first` on.
    void begin_segment(id first) {
        auto& segments = memory_->segments;
        if (!segments.empty() && segments.back().start == size()) segments.pop_back();
        segments.push_back({first, size()});
        begin_ = first;
        shift_ = first - static_cast<id>(size());
    }
    void begin_segment() { begin_segment(next_id()); }

    // Takes the entries from `start` on away. Their ids are not used again. Needs no memory: there is place for the segments that
    // it takes away.
    void cut(index start) noexcept {
        storage& m = *memory_;
        id const next = next_id();
        while (!m.steps.empty() && m.steps.back()->at >= start) m.steps.pop_back();
        if constexpr (!std::is_trivially_destructible_v<T>)
            for (index i = start; i < size(); ++i) entries_[i].partial[0] = entries_[i].partial[1] = T(0);
        count_ = static_cast<id>(start);
        if (first_without_derivative_ >= start) first_without_derivative_ = 0;
        while (!m.segments.empty() && m.segments.back().start >= start) m.segments.pop_back();
        begin_segment(next);
        m.segments.reserve(m.segments.size() + 2);
    }

    void end_leaf(std::uint32_t slot) noexcept {
        storage& m = *memory_;
        leaf_state& l = m.leaves[slot];
        if (!l.hooks.empty()) {
            --m.hooked_leaves;
            l.hooks.clear();
        }
        // While entries are there that were recorded during its life, one of them may owe to it.
        if (size() == 1 || id_at(size() - 1) < l.birth) m.free_leaves.push_back(slot);
        else m.ended_leaves.push_back(slot);
    }
    // Of the leaves that ended since there were so many, those born after `first` are used again.
    void free_leaves_since(std::size_t ended, id first) noexcept {
        storage& m = *memory_;
        std::size_t kept = std::min(ended, m.ended_leaves.size());
        for (std::size_t k = kept; k < m.ended_leaves.size(); ++k) {
            std::uint32_t const slot = m.ended_leaves[k];
            if (m.leaves[slot].birth >= first) m.free_leaves.push_back(slot);
            else m.ended_leaves[kept++] = slot;
        }
        m.ended_leaves.resize(kept);
    }
    [[gnu::noinline, gnu::cold]] void read_mail() {
        for (auto const& [slot, change] : detail::registry::all().fetch(memory_->mail)) {
            memory_->leaves[slot].count += change;
            if (memory_->leaves[slot].count == 0) end_leaf(slot);
        }
    }

    [[gnu::noinline, gnu::cold]] void grow() {
        if (memory_->capacity > std::numeric_limits<index>::max() / 2) detail::fail("more than 2^30 operations in one recording; record parts, in scopes, or with checkpoints");
        if ((next_id() & ((id{1} << detail::serial_bits) - 1)) >> detail::distance_bits != 0) detail::fail("more than 2^50 operations by one thread; go on in another thread");
        reallocate(std::max<index>(4096, 2 * memory_->capacity), memory_->leaf_capacity);
    }
    [[gnu::noinline, gnu::cold]] void grow_leaves() {
        storage& m = *memory_;
        index const before = m.leaf_capacity, after = std::max<index>(64, 2 * before);
        reallocate(m.capacity, after);
        m.leaves.resize(static_cast<std::size_t>(after) + 1);
        m.free_leaves.reserve(static_cast<std::size_t>(after));
        m.ended_leaves.reserve(static_cast<std::size_t>(after));
        for (index slot = after; slot > before; --slot) m.free_leaves.push_back(static_cast<std::uint32_t>(slot));
    }
    void reallocate(index capacity, index leaf_capacity) {
        storage& m = *memory_;
        std::unique_ptr<entry<T>[]> entries(capacity != m.capacity ? new entry<T>[static_cast<std::size_t>(capacity)] : nullptr);
        std::unique_ptr<adjoint_type[]> adjoints(new adjoint_type[static_cast<std::size_t>(capacity + leaf_capacity + 1)]);
        adjoint_type* const at_zero = adjoints.get() + leaf_capacity;
        for (index i = -m.leaf_capacity; i < std::min(size(), m.capacity); ++i) at_zero[i] = adjoints_[i];
        if (entries) {
            for (index i = 1; i < size() && m.capacity > 0; ++i) entries[static_cast<std::size_t>(i)] = entries_[i];
            m.entries = std::move(entries);
            entries_ = m.entries.get();
        }
        m.adjoints = std::move(adjoints);
        adjoints_ = at_zero;
        m.capacity = capacity;
        m.leaf_capacity = leaf_capacity;
        set_limit();
    }
    void set_limit() { limit_ = detail::modes.recording && !detail::modes.anomaly ? static_cast<id>(memory_->capacity) : 0; }

    struct storage {
        std::unique_ptr<entry<T>[]> entries;
        std::unique_ptr<adjoint_type[]> adjoints;
        index capacity = 0, leaf_capacity = 0;
        std::vector<segment> segments;
        std::vector<frame> scopes;
        std::vector<leaf_state> leaves;
        std::vector<std::uint32_t> free_leaves;
        std::vector<std::uint32_t> ended_leaves;  // but what was recorded during their lives is still there
        std::vector<std::unique_ptr<detail::step<T>>> steps;  // by their entries
        std::vector<char> reached;                            // by a sweep that is careful
        std::vector<char const*> names;                       // of operations recorded in anomaly mode
        int hooked_leaves = 0;
        id released = 0;  // ids below belong to records that backward() has released
        std::uint32_t leaf_prefix = 0;
        detail::mailbox mail;
        detail::registry::ticket ticket;
        detail::thread_modes::listener listener;
        bool open = false;

        ~storage() {
            if (open) close();
        }
        void close() noexcept;
    };
    static storage& owned() {
        thread_local storage memory;
        return memory;
    }
    TYPEGRAD_INLINE storage& opened() {
        if (!memory_) [[unlikely]] open();
        return *memory_;
    }
    [[gnu::noinline, gnu::cold]] void open();

    entry<T>* entries_ = nullptr;
    adjoint_type* adjoints_ = nullptr;
    // All of another type than what an entry holds: compilers then know that recording one does not change them.
    id count_ = 1;  // one past the last entry's position
    id limit_ = 0;
    index first_without_derivative_ = 0;
    id begin_ = ~id{0} << 48;  // no handle is near
    id shift_ = 0;
    id leaf_prefix_ = 0;
    storage* memory_ = nullptr;
};

template <class T>
inline thread_local constinit arena<T> current{};

template <class T>
void arena<T>::open() {
    storage& m = owned();
    if (m.open) detail::fail("a tape is used while its thread ends");
    m.ticket = detail::registry::all().enter(&m.mail);
    m.open = true;
    m.leaf_prefix = static_cast<std::uint32_t>((id{1} << 63 | id{m.ticket.tape} << detail::serial_bits | id{m.ticket.incarnation} << 32) >> 32);
    m.leaves.resize(1);
    m.listener = {[] {
                      if (current<T>.memory_) current<T>.set_limit();
                  },
                  detail::modes.listeners};
    detail::modes.listeners = &m.listener;
    memory_ = &m;
    leaf_prefix_ = m.leaf_prefix;
    m.segments.reserve(8);
    begin_segment(m.ticket.next);
    reallocate(4096, 64);
    m.leaves.resize(65);
    m.free_leaves.reserve(64);
    m.ended_leaves.reserve(64);
    for (std::uint32_t slot = 64; slot > 0; --slot) m.free_leaves.push_back(slot);
}

// The thread ends: handles that are left are of nobody's tape.
template <class T>
void arena<T>::storage::close() noexcept {
    detail::registry::all().leave(ticket.tape, current<T>.next_id());
    for (detail::thread_modes::listener** l = &detail::modes.listeners; *l; l = &(*l)->next)
        if (*l == &listener) {
            *l = listener.next;
            break;
        }
    current<T> = arena<T>();
}

}
