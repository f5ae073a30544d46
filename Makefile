# SPDX-License-Identifier: BSD-2-Clause
# The front door. Everything here is a few words for a longer CMake command;
# `cmake --list-presets` shows the other builds.
BUILD := build/release
TAMIS := $(BUILD)/bindings/cli/tamis
export CMAKE_BUILD_PARALLEL_LEVEL ?= $(shell nproc)
export CTEST_PARALLEL_LEVEL ?= $(shell nproc)

.PHONY: help run test build packages format clean

help:
	@echo 'make run     install what is missing, build, compile sample feeds,'
	@echo '             scan a sample log, show events and the compile report'
	@echo 'make test    install what is missing, build, run every test'
	@echo 'make build   install what is missing, build everything'
	@echo 'make format  clang-format every source'
	@echo 'make clean   remove build/'

packages:
	@.ci/packages

$(BUILD)/build.ninja: | packages
	@cmake --preset release

run: packages $(BUILD)/build.ninja
	@cmake --build --preset release --target tamis-cli
	@docs/examples/demo.sh $(TAMIS)

build: packages $(BUILD)/build.ninja
	@cmake --build --preset release

test: build
	@ctest --preset release --output-junit results.xml

format:
	@git ls-files -z '*.c' '*.h' '*.cc' '*.cpp' | xargs -0 clang-format-14 -i

clean:
	rm -rf build
