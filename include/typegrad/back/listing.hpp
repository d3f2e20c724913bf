// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A program as text: its steps in the order in which they run, what is done in one step together, what in lanes, and the branches.
//
//     v3, v4 = sin(angle), cos(angle)      a pair
//     v5 = r * v3 + 1                      a product with its sum
//     l0 = load(p[0] .. p[3])              four inputs side by side in lanes
//     v6 = l0[2]                           one of them
//     if c0 { … } else { … }               one of two blocks
#pragma once
#pragma GCC system_header

#include <typegrad/back/pack.hpp>
#include <typegrad/back/step_facts.hpp>
#include <typegrad/back/text.hpp>

#include <string>
#include <vector>

namespace typegrad::inline v0_2::back {

// Of the program of P; `names` are those of the inputs.
template <class P>
class listing {
public:
    explicit listing(std::vector<std::string> names) : names_(static_cast<std::vector<std::string>&&>(names)) {
        while (static_cast<int>(names_.size()) < program().input_count) names_.push_back(numbered("x", static_cast<int>(names_.size())));
    }

    std::string text() const {
        std::string all;
        block(0, "", all);
        all += "return";
        for (int k = 0; k < program().output_count; ++k) all += (k > 0 ? ", " : " ") + value(program().outputs[k]);
        return all + "\n";
    }

private:
    static constexpr auto const& program() { return P::program; }

    void block(int b, std::string const& indent, std::string& all) const {
        for (int s = program().blocks[b].first; s < program().blocks[b].last; ++s) {
            segment const& part = program().segments[s];
            for (int i = part.first; i < part.last; ++i) all += indent + line(i) + "\n";
            if (part.condition < 0) continue;
            all += indent + "if " + numbered("c", part.condition) + " {\n";
            block(part.then_block, indent + "    ", all);
            all += indent + "} else {\n";
            block(part.else_block, indent + "    ", all);
            all += indent + "}\n";
        }
    }

    // Inputs, literals, and what is computed, which is counted from 0.
    std::string value(int i) const {
        int const inputs = program().input_count, known = inputs + program().literal_count;
        return i < inputs ? names_[static_cast<std::size_t>(i)] : i < known ? literal_text(program().literals[i - inputs]) : numbered("v", i - known);
    }
    std::string operand(int i, kind of) const { return of == kind::condition ? numbered("c", i) : value(i); }
    std::string lanes(int i) const { return numbered("l", i); }

    std::string line(int i) const {
        step const& s = program().steps[i];
        auto const register_of = [&](int r) { return is_in_lanes(s.operation) ? lanes(r) : value(r); };
        std::string const a = register_of(s.a), b = register_of(s.b), c = register_of(s.c);
        if (s.operation > 0) return of_node(s, *detail::facts_of_steps<P>[static_cast<std::size_t>(i)]);
        if (s.operation <= permute_steps) {
            std::string text = lanes(s.target) + " = permute(" + a + ", " + b;
            for (int lane = 0; lane < lane_count; ++lane) text += ", " + std::to_string(selected_lane(permute_steps - s.operation, lane));
            return text + ")";
        }
        std::string const target = register_of(s.target) + " = ";
        int const operation = is_in_lanes(s.operation) ? of_lanes(s.operation) : s.operation;
        switch (operation) {
        case code<add_>: return target + a + " + " + b;
        case code<sub_>: return target + a + " - " + b;
        case code<mul_>: return target + a + " * " + b;
        case code<div_>: return target + a + " / " + b;
        case code<neg_>: return target + "-" + a;
        case multiply_add_step: return target + a + " * " + b + " + " + c;
        case multiply_subtract_step: return target + a + " * " + b + " - " + c;
        case subtract_product_step: return target + c + " - " + a + " * " + b;
        case copy_step: return target + a;
        case zero_step: return target + "0";
        case sin_cos_step: return value(s.target) + ", " + b + " = sin(" + a + "), cos(" + a + ")";
        case extract_step: return target + lanes(s.a) + "[" + std::to_string(s.b) + "]";
        case broadcast_step: return lanes(s.target) + " = broadcast(" + a + ")";
        case load_step: return lanes(s.target) + " = load(" + a + " .. " + value(s.a + lane_count - 1) + ")";
        default: break;
        }
        std::string text = lanes(s.target) + " = gather(" + a + ", " + b;
        if (lane_count > 2) text += ", " + c + ", " + value(s.d);
        return text + ")";
    }
    static bool is_in_lanes(int operation) { return operation <= lanes_step; }

    std::string of_node(step const& s, detail::step_facts const& known) const {
        facts const& f = *known.what;
        if (f.components > 0) {
            std::string text;
            for (int k = 0; k < f.components; ++k) text += (k > 0 ? ", " : "") + value(s.target + k);
            text += std::string(" = ") + f.text + "(";
            for (int k = 0; k < known.arguments; ++k) text += (k > 0 ? ", " : "") + value(s.a + k);
            return text + ")";
        }
        int const from[] = {s.a, s.b, s.c};
        auto const at = [&](int k) { return operand(from[k], f.operand_kind[k]); };
        std::string const target = operand(s.target, f.result) + " = ";
        if (f.infix && f.arity == 2) return target + at(0) + " " + f.text + " " + at(1);
        if (s.operation == code<neg_> || s.operation == code<not_>) return target + f.text + at(0);
        if (f.arity == 0) return target + f.text;
        std::string text = target + f.text + "(";
        for (int k = 0; k < f.arity; ++k) text += (k > 0 ? ", " : "") + at(k);
        return text + ")";
    }

    std::vector<std::string> names_;
};

}
