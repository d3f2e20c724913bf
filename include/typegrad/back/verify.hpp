// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The verifier of programs: whatever a step reads has been written before, in the same block or in one around it, or where the same
// conditions hold; and no register is written twice. Usable in static_assert. With TYPEGRAD_VERIFY defined each program that is
// evaluated is verified.
#pragma once
#pragma GCC system_header

#include <typegrad/back/step_facts.hpp>

#include <cstddef>

namespace typegrad::inline v0_2::back {

namespace detail {
    template <class Program>
    class verification {
    public:
        constexpr verification(Program const& program, step_facts const* const* known)
            : program_(program), facts_(known), values_(program.values + 1), conditions_(program.conditions + 1), lanes_(program.lanes + 1),
              blocks_(new place[static_cast<std::size_t>(2 * program.segment_count) + 2]{}), not_of_(new int[static_cast<std::size_t>(program.conditions) + 1]{}) {}
        constexpr verification(verification const&) = delete;
        constexpr verification& operator=(verification const&) = delete;
        constexpr ~verification() {
            delete[] blocks_;
            delete[] not_of_;
        }

        constexpr bool holds() {
            for (int i = 0; i < program_.input_count + program_.literal_count; ++i) values_.written[i] = 1;
            block(0, 0);
            for (int k = 0; k < program_.output_count; ++k) {
                read(values_, program_.outputs[k], 0);
                if (program_.output_lanes[k] > 0) read(lanes_, program_.output_lanes[k] - 1, 0);
            }
            return holds_;
        }

    private:
        // Where something is written: in which place around it, and on which side of which condition it is. Place 0 is the root.
        struct place {
            int around = 0;
            int test = -1;
            bool side = false;
        };
        struct file {
            int* written;  // the place plus one; 0: not yet
            int size;
            constexpr explicit file(int room) : written(new int[static_cast<std::size_t>(room)]{}), size(room - 1) {}
            constexpr file(file const&) = delete;
            constexpr file& operator=(file const&) = delete;
            constexpr ~file() { delete[] written; }
        };

        constexpr void block(int b, int at) {
            for (int s = program_.blocks[b].first; s < program_.blocks[b].last; ++s) {
                back::segment const& segment = program_.segments[s];
                for (int i = segment.first; i < segment.last; ++i) step(i, at);
                if (segment.condition < 0) continue;
                read(conditions_, segment.condition, at);
                block(segment.then_block, inside(at, segment.condition, true));
                block(segment.else_block, inside(at, segment.condition, false));
            }
        }
        // A negated condition is the other side of the condition itself.
        constexpr int inside(int at, int test, bool side) {
            while (test >= 0 && test < conditions_.size && not_of_[test] != 0) test = not_of_[test] - 1, side = !side;
            for (int p = 1; p <= places_; ++p)
                if (blocks_[p].around == at && blocks_[p].test == test && blocks_[p].side == side) return p;
            if (places_ == 2 * program_.segment_count) return holds_ = false, 0;
            blocks_[++places_] = {at, test, side};
            return places_;
        }
        // Whether all conditions of a place hold in the other one, where one more may hold.
        constexpr bool is_in(int at, int other, int test, bool side) const {
            for (; at != 0; at = blocks_[at].around) {
                bool found = blocks_[at].test == test && blocks_[at].side == side;
                for (int p = other; p != 0 && !found; p = blocks_[p].around) found = blocks_[p].test == blocks_[at].test && blocks_[p].side == blocks_[at].side;
                if (!found) return false;
            }
            return true;
        }

        constexpr void read(file const& registers, int i, int at, int test = -1, bool side = false) {
            while (test >= 0 && test < conditions_.size && not_of_[test] != 0) test = not_of_[test] - 1, side = !side;
            holds_ = holds_ && i >= 0 && i < registers.size && registers.written[i] != 0 && is_in(registers.written[i] - 1, at, test, side);
        }
        // Both sides of a branch write the same registers: then these are there behind it.
        constexpr void write(file& registers, int i, int at) {
            if (i < 0 || i >= registers.size) return void(holds_ = false);
            int const before = registers.written[i] - 1;
            if (before < 0) registers.written[i] = at + 1;
            else if (before != 0 && at != 0 && blocks_[before].around == blocks_[at].around && blocks_[before].test == blocks_[at].test && blocks_[before].side != blocks_[at].side)
                registers.written[i] = blocks_[at].around + 1;
            else holds_ = false;
        }

        constexpr void step(int i, int at) {
            back::step const& s = program_.steps[i];
            step_facts const& known = *facts_[i];
            if (s.operation > 0 && (known.what == nullptr || known.what->code != s.operation)) return void(holds_ = false);
            if (s.operation == extract_step) holds_ = holds_ && s.b >= 0 && s.b < lane_count;
            if (s.operation == load_step) holds_ = holds_ && s.a >= 0 && s.a + lane_count <= program_.input_count;
            int const operands[] = {s.a, s.b, s.c, s.d};
            bool const chooses = s.operation == code<select_> || s.operation == code<gate_>;
            for (int k = 0; k < 4; ++k) {
                if (known.operand[k] == register_kind::none || k == known.second_result) continue;
                if (chooses && known.operand[k] == register_kind::value) read(values_, operands[k], at, s.a, k == 1);
                else read(of(known.operand[k]), operands[k], at);
            }
            for (int k = 0; k < known.arguments; ++k) read(values_, s.a + k, at);
            if (known.second_result >= 0) write(values_, operands[known.second_result], at);
            int const results = known.what != nullptr && known.what->components > 0 ? known.what->components : 1;
            for (int k = 0; k < results; ++k) write(of(known.target), s.target + k, at);
            if (s.operation == code<not_> && holds_) not_of_[s.target] = s.a + 1;
        }
        constexpr file& of(register_kind kind) { return kind == register_kind::value ? values_ : kind == register_kind::condition ? conditions_ : lanes_; }

        Program const& program_;
        step_facts const* const* facts_;
        file values_, conditions_, lanes_;
        place* blocks_;
        int* not_of_;  // of a condition that is the negation of another one, that one plus one
        int places_ = 0;
        bool holds_ = true;
    };
}

// Whether the program of P computes whatever it reads before it does.
template <class P>
constexpr bool verify() {
    return detail::verification(P::program, detail::facts_of_steps<P>.data()).holds();
}

}
