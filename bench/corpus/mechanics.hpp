// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Mechanics, astronomy, geodesy and optics. See corpus.hpp.
#pragma once

#include "entry.hpp"

namespace corpus {

struct neo_hooke : entry {
    static constexpr auto name = "compressible neo-Hooke energy";
    static constexpr auto source = "J. Bonet, R. D. Wood, Nonlinear Continuum Mechanics for Finite Element Analysis, Cambridge (1997), eq. 5.28";
    static constexpr std::tuple point{std::array{1.1, 0.1, 0.0, -0.05, 0.95, 0.2, 0.1, 0.0, 1.05}, 2.0, 3.0};
    static constexpr auto formula = [](auto const& f, auto mu, auto lambda) {
        auto trace = 0 * f[0];
        for (auto const& x : f) trace += x * x;
        auto const volume = f[0] * (f[4] * f[8] - f[5] * f[7]) - f[1] * (f[3] * f[8] - f[5] * f[6]) + f[2] * (f[3] * f[7] - f[4] * f[6]);
        auto const change = log(volume);
        return mu / 2 * (trace - 3) - mu * change + lambda / 2 * change * change;
    };
};

struct mooney_rivlin : entry {
    static constexpr auto name = "Mooney-Rivlin energy of stretches";
    static constexpr auto source = "M. Mooney, A theory of large elastic deformation, J. Appl. Phys. 11 (1940) 582";
    static constexpr std::tuple point{1.2, 0.9, 0.97, 0.3, 0.1, 20.0};
    static constexpr auto formula = [](auto a, auto b, auto c, auto c1, auto c2, auto bulk) {
        auto const j = a * b * c, i1 = a * a + b * b + c * c, i2 = a * a * b * b + b * b * c * c + c * c * a * a;
        return c1 * (i1 / pow(j, 2.0 / 3) - 3) + c2 * (i2 / pow(j, 4.0 / 3) - 3) + bulk / 2 * (j - 1) * (j - 1);
    };
};

struct magic_formula : entry {
    static constexpr auto name = "tyre force";
    static constexpr auto source = "E. Bakker, L. Nyborg, H. B. Pacejka, Tyre modelling for use in vehicle dynamics studies, SAE 870421 (1987)";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{0.08, 10.0, 1.9, 1.0, 0.97};
    static constexpr auto formula = [](auto slip, auto b, auto c, auto d, auto e) { return d * sin(c * atan(b * slip - e * (b * slip - atan(b * slip)))); };
};

struct haaland : entry {
    static constexpr auto name = "pressure loss in a pipe";
    static constexpr auto source = "S. E. Haaland, Simple and explicit formulas for the friction factor in turbulent pipe flow, J. Fluids Eng. 105 (1983) 89";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{1.8, 0.1, 12.0, 4.5e-5, 998.0, 1e-3};
    static constexpr auto formula = [](auto speed, auto diameter, auto length, auto roughness, auto density, auto viscosity) {
        auto const reynolds = density * speed * diameter / viscosity;
        auto const root = -1.8 * log10(pow(roughness / diameter / 3.7, 1.11) + 6.9 / reynolds);
        return length / diameter * density * speed * speed / 2 / (root * root);
    };
};

struct henon_heiles : entry {
    static constexpr auto name = "Henon-Heiles energy";
    static constexpr auto source = "M. Henon, C. Heiles, The applicability of the third integral of motion, Astron. J. 69 (1964) 73";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{0.3, -0.2, 0.1, 0.25};
    static constexpr auto formula = [](auto x, auto y, auto px, auto py) { return (px * px + py * py + x * x + y * y) / 2 + x * x * y - y * y * y / 3; };
};

struct oblate_potential : entry {
    static constexpr auto name = "gravity of an oblate planet";
    static constexpr auto source = "D. A. Vallado, Fundamentals of Astrodynamics and Applications, 4th ed. (2013), eq. 8-25";
    static constexpr std::tuple point{std::array{6524.0, 1862.0, 1448.0}, 398600.4418, 1.08262668e-3, -2.53265648e-6, 6378.1363};
    static constexpr auto formula = [](auto const& p, auto mu, auto j2, auto j3, auto radius) {
        auto const r2 = p[0] * p[0] + p[1] * p[1] + p[2] * p[2], r = sqrt(r2), sine = p[2] / r, q = radius / r;
        return mu / r * (1 - j2 * q * q * (3 * sine * sine - 1) / 2 - j3 * q * q * q * (5 * sine * sine * sine - 3 * sine) / 2);
    };
};

struct johnson_cook : entry {
    static constexpr auto name = "Johnson-Cook flow stress";
    static constexpr auto source = "G. R. Johnson, W. H. Cook, A constitutive model and data for metals, 7th Int. Symp. on Ballistics (1983) 541";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{0.2, 100.0, 450.0, 90.0, 292.0, 0.31, 0.025, 1.09};
    static constexpr auto formula = [](auto strain, auto rate, auto t, auto a, auto b, auto n, auto c, auto m) {
        return (a + b * pow(strain, n)) * (1 + c * log(rate)) * (1 - pow((t - 293) / (1356.0 - 293), m));
    };
};

struct rayleigh_plesset : entry {
    static constexpr auto name = "acceleration of a bubble";
    static constexpr auto source = "M. S. Plesset, The dynamics of cavitation bubbles, J. Appl. Mech. 16 (1949) 277";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{5e-6, 2.0, 4.5e-6, 1.2e5, 998.0, 0.0725, 1e-3};
    static constexpr auto formula = [](auto radius, auto speed, auto rest, auto pressure, auto density, auto tension, auto viscosity) {
        auto const gas = (101325.0 + 2 * tension / rest) * pow(rest / radius, 4.2);
        return ((gas - pressure - 2 * tension / radius - 4 * viscosity * speed / radius) / density - 1.5 * speed * speed) / radius;
    };
};

struct truss : entry {
    static constexpr auto name = "energy of a truss of five bars";
    static constexpr auto source = "M. A. Crisfield, Non-linear Finite Element Analysis of Solids and Structures, vol. 1 (1991), sec. 3.1 (Green strain)";
    static constexpr std::tuple point{std::array{0.01, 0.02, 1.03, -0.01, 0.02, 0.98, 1.01, 1.02}, 210.0};
    static constexpr auto formula = [](auto const& p, auto stiffness) {
        constexpr int bars[][2] = {{0, 1}, {1, 3}, {3, 2}, {2, 0}, {0, 3}};
        constexpr double rest[] = {1, 1, 1, 1, 1.4142135623730951};
        auto energy = 0 * p[0];
        for (std::size_t bar = 0; bar < 5; ++bar) {
            auto const i = static_cast<std::size_t>(2 * bars[bar][0]), j = static_cast<std::size_t>(2 * bars[bar][1]);
            auto const x = p[i] - p[j], y = p[i + 1] - p[j + 1];
            auto const strain = (x * x + y * y - rest[bar] * rest[bar]) / (2 * rest[bar] * rest[bar]);
            energy += stiffness * rest[bar] / 2 * strain * strain;
        }
        return energy;
    };
};

struct rigid_body : entry {
    static constexpr auto name = "energy of a turning body";
    static constexpr auto source = "H. Goldstein, Classical Mechanics, 2nd ed. (1980), sec. 4-5 and 5-3 (Euler parameters)";
    static constexpr std::tuple point{std::array{0.9, 0.1, -0.3, 0.2}, std::array{0.05, 0.4, 0.1, -0.2}, std::array{1.0, 2.0, 2.5}};
    static constexpr auto formula = [](auto const& q, auto const& v, auto const& inertia) {
        auto const n = q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3];
        auto const a = 2 * (q[0] * v[1] - q[1] * v[0] - q[2] * v[3] + q[3] * v[2]) / n;
        auto const b = 2 * (q[0] * v[2] + q[1] * v[3] - q[2] * v[0] - q[3] * v[1]) / n;
        auto const c = 2 * (q[0] * v[3] - q[1] * v[2] + q[2] * v[1] - q[3] * v[0]) / n;
        return (inertia[0] * a * a + inertia[1] * b * b + inertia[2] * c * c) / 2;
    };
};

struct catenary : entry {
    static constexpr auto name = "tension of a hanging cable";
    static constexpr auto source = "H. M. Irvine, Cable Structures, MIT Press (1981), ch. 1";
    static constexpr std::tuple point{12.0, 3.0, 40.0, 9.0};
    static constexpr auto formula = [](auto horizontal, auto weight, auto span, auto at) {
        auto const half = weight * span / (2 * horizontal), x = weight * at / horizontal - half;
        return horizontal * cosh(x) + horizontal / weight * (cosh(half) - cosh(x));
    };
};

struct haversine : entry {
    static constexpr auto name = "great-circle distance";
    static constexpr auto source = "R. W. Sinnott, Virtues of the haversine, Sky and Telescope 68 (1984) 159";
    static constexpr std::tuple point{0.91, 0.04, 0.71, -1.29};
    static constexpr auto formula = [](auto lat1, auto lon1, auto lat2, auto lon2) {
        auto const a = sin((lat2 - lat1) / 2), b = sin((lon2 - lon1) / 2);
        return 2 * 6371.0088 * asin(sqrt(a * a + cos(lat1) * cos(lat2) * b * b));
    };
};

struct geodetic : entry {
    static constexpr auto name = "range to a satellite from geodetic coordinates";
    static constexpr auto source = "National Imagery and Mapping Agency, Department of Defense World Geodetic System 1984, TR8350.2 (2000), sec. 4.3";
    static constexpr std::tuple point{0.85, 0.2, 0.35, std::array{15600.0, 7540.0, 20140.0}, 0.01};
    static constexpr auto formula = [](auto latitude, auto longitude, auto height, auto const& satellite, auto clock) {
        constexpr double e2 = 6.69437999014e-3;
        auto const n = 6378.137 / sqrt(1 - e2 * sin(latitude) * sin(latitude));
        auto const x = (n + height) * cos(latitude) * cos(longitude), y = (n + height) * cos(latitude) * sin(longitude), z = (n * (1 - e2) + height) * sin(latitude);
        auto const dx = x - satellite[0], dy = y - satellite[1], dz = z - satellite[2];
        return sqrt(dx * dx + dy * dy + dz * dz) + clock;
    };
};

struct kepler : entry {
    static constexpr auto name = "position by Kepler's equation, four steps";
    static constexpr auto source = "J. M. A. Danby, Fundamentals of Celestial Mechanics, 2nd ed. (1988), sec. 6.6";
    static constexpr std::tuple point{0.7, 0.3, 1.5};
    static constexpr auto formula = [](auto anomaly, auto e, auto axis) {
        auto angle = anomaly + e * sin(anomaly);
        for (int step = 0; step < 4; ++step) angle = angle - (angle - e * sin(angle) - anomaly) / (1 - e * cos(angle));
        auto const x = axis * (cos(angle) - e), y = axis * sqrt(1 - e * e) * sin(angle);
        return x * y;
    };
};

struct halo : entry {
    static constexpr auto name = "circular speed in a dark halo";
    static constexpr auto source = "J. F. Navarro, C. S. Frenk, S. D. M. White, A universal density profile, Astrophys. J. 490 (1997) 493";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{8.0, 12.0, 200.0, 160.0};
    static constexpr auto formula = [](auto r, auto c, auto radius, auto speed) {
        auto const mass = [](auto y) { return log(1 + y) - y / (1 + y); };
        auto const x = r / radius;
        return speed * sqrt(mass(c * x) / (x * mass(c)));
    };
};

struct sersic : entry {
    static constexpr auto name = "brightness of a galaxy";
    static constexpr auto source = "J. L. Sersic, Influence of the atmospheric and instrumental dispersion, Bol. Asoc. Argentina Astron. 6 (1963) 41";
    static constexpr std::tuple point{0.4, 0.7, 0.1, -0.2, 2.0, 1.3, 2.5, 0.8, 0.6};
    static constexpr auto formula = [](auto x, auto y, auto x0, auto y0, auto peak, auto radius, auto n, auto ratio, auto angle) {
        auto const u = (x - x0) * cos(angle) + (y - y0) * sin(angle), v = ((y - y0) * cos(angle) - (x - x0) * sin(angle)) / ratio;
        return peak * exp(-(2 * n - 1.0 / 3) * (pow(sqrt(u * u + v * v) / radius, 1 / n) - 1));
    };
};

struct planck : entry {
    static constexpr auto name = "radiance of a black body";
    static constexpr auto source = "M. Planck, Ueber das Gesetz der Energieverteilung im Normalspectrum, Ann. Phys. 309 (1901) 553";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{1.1, 5.2, 0.9};
    static constexpr auto formula = [](auto wavelength, auto t, auto emissivity) { return emissivity * 1.191042972 / (pow(wavelength, 5) * expm1(14.387768775 / (wavelength * t))); };
};

struct sellmeier : entry {
    static constexpr auto name = "refraction of a ray in glass";
    static constexpr auto source = "W. Sellmeier, Zur Erklaerung der abnormen Farbenfolge, Ann. Phys. Chem. 219 (1871) 272 (BK7: Schott)";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{0.5876, 1.03961212, 0.231792344, 1.01046945, 0.6};
    static constexpr auto formula = [](auto wavelength, auto b1, auto b2, auto b3, auto incidence) {
        auto const l = wavelength * wavelength;
        auto const index = sqrt(1 + b1 * l / (l - 0.00600069867) + b2 * l / (l - 0.0200179144) + b3 * l / (l - 103.560653));
        return asin(sin(incidence) / index);
    };
};

struct fresnel : entry {
    static constexpr auto name = "reflection of unpolarised light";
    static constexpr auto source = "M. Born, E. Wolf, Principles of Optics, 7th ed. (1999), sec. 1.5.2";
    static constexpr std::tuple point{0.7, 1.0, 1.5};
    static constexpr auto formula = [](auto angle, auto n1, auto n2) {
        auto const ci = cos(angle), s = n1 / n2 * sin(angle), ct = sqrt(1 - s * s);
        auto const rs = (n1 * ci - n2 * ct) / (n1 * ci + n2 * ct), rp = (n1 * ct - n2 * ci) / (n1 * ct + n2 * ci);
        return (rs * rs + rp * rp) / 2;
    };
};

struct gaussian_beam : entry {
    static constexpr auto name = "intensity of a Gaussian beam";
    static constexpr auto source = "H. Kogelnik, T. Li, Laser beams and resonators, Appl. Opt. 5 (1966) 1550";
    static constexpr std::tuple point{0.2, 0.1, 3.0, 0.5, 1.064, 2.0};
    static constexpr auto formula = [](auto x, auto y, auto z, auto waist, auto wavelength, auto power) {
        auto const range = 3.141592653589793 * waist * waist / wavelength, w2 = waist * waist * (1 + (z / range) * (z / range));
        return 2 * power / (3.141592653589793 * w2) * exp(-2 * (x * x + y * y) / w2);
    };
};

using mechanics = list<neo_hooke, mooney_rivlin, magic_formula, haaland, henon_heiles, oblate_potential, johnson_cook, rayleigh_plesset, truss, rigid_body, catenary,
                       haversine, geodetic, kepler, halo, sersic, planck, sellmeier, fresnel, gaussian_beam>;

}
