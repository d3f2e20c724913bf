// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The version, in one place: the builds and the packages read it here. Until 1.0 a minor version may change public names; a
// patch never does. docs/changelog.md says what has changed.
#pragma once

#define TYPEGRAD_VERSION_MAJOR 0
#define TYPEGRAD_VERSION_MINOR 2
#define TYPEGRAD_VERSION_PATCH 0

#define TYPEGRAD_VERSION_STRING "0.2.0"
// 10000 · major + 100 · minor + patch, to be compared in #if.
#define TYPEGRAD_VERSION (10000 * TYPEGRAD_VERSION_MAJOR + 100 * TYPEGRAD_VERSION_MINOR + TYPEGRAD_VERSION_PATCH)
