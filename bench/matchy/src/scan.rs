// SPDX-License-Identifier: BSD-2-Clause
//! Text scanned by two crates: aho-corasick, with a literal for each line of a
//! feed, and matchy's extractor, whose candidates are looked up as lib.rs does.
//! Both count the lines in which they find something.
use crate::{find_literal, grow_tree, open, report, text_of, Slice, Store};
use aho_corasick::{AhoCorasick, Input, MatchKind};
use matchy_extractor::{ExtractedItem, Extractor};
use matchy_format::mmdb::format::MmdbHeader;
use matchy_format::mmdb::tree::SearchTree;
use matchy_format::DatabaseBuilder;
use matchy_match_mode::MatchMode;
use std::collections::HashMap;
use std::error::Error;
use std::ffi::{c_char, CStr};
use std::net::IpAddr;

/// Where the line ends that a byte is in.
fn line_end(text: &[u8], at: usize) -> usize {
    text[at..]
        .iter()
        .position(|&byte| byte == b'\n')
        .map_or(text.len(), |n| at + n)
}

/// # Safety
/// `lines` are `count` slices of text, which outlive what is made of them.
#[no_mangle]
pub unsafe extern "C" fn matchy_peer_literals(
    lines: *const Slice,
    count: usize,
) -> *mut AhoCorasick {
    let lines = std::slice::from_raw_parts(lines, count);
    let made = report(|| {
        let patterns = lines
            .iter()
            .map(|line| std::slice::from_raw_parts(line.data, line.size));
        Ok(AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(patterns)?)
    });

    made.map_or(std::ptr::null_mut(), |made| Box::into_raw(Box::new(made)))
}

/// # Safety
/// `store` is one of `matchy_peer_literals`; the text has `size` bytes.
#[no_mangle]
pub unsafe extern "C" fn matchy_peer_scan_literals(
    store: *const AhoCorasick,
    text: *const u8,
    size: usize,
) -> u64 {
    let text = std::slice::from_raw_parts(text, size);
    let mut lines = 0;
    let mut at = 0;

    while let Some(found) = (*store).find(Input::new(text).span(at..size)) {
        lines += 1;
        at = line_end(text, found.end());
    }
    lines
}

pub struct Scanner {
    extractor: Extractor,
    literals: Store,
    trees: [Option<(Vec<u8>, MmdbHeader)>; 2],
}

/// Bytes as lib.rs has them, and the prefix length.
fn parse_prefix(text: &str) -> Option<(IpAddr, u8)> {
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (text, None),
    };
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };

    Some((address, length.map_or(Some(most), |n| n.parse().ok())?))
}

#[derive(Default)]
struct Prefixes {
    addresses: Vec<[u8; 16]>,
    lengths: Vec<u8>,
}

impl Prefixes {
    fn add(&mut self, address: IpAddr, length: u8) {
        self.addresses.push(match address {
            IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
            IpAddr::V6(address) => address.octets(),
        });
        self.lengths.push(length);
    }

    fn grow(&self, size: usize) -> Result<Option<(Vec<u8>, MmdbHeader)>, Box<dyn Error>> {
        if self.addresses.is_empty() {
            return Ok(None);
        }
        Ok(Some(grow_tree(&self.addresses, &self.lengths, size)?))
    }
}

fn make_scanner(lines: &[Slice], path: &str) -> Result<Scanner, Box<dyn Error>> {
    let mut builder = DatabaseBuilder::new(MatchMode::CaseSensitive);
    let mut prefixes = [Prefixes::default(), Prefixes::default()];
    let mut literal_count = 0;

    for line in lines {
        let text = unsafe { text_of(line) }.ok_or("a line that is not UTF-8")?;
        if let Some((address, length)) = parse_prefix(text) {
            prefixes[usize::from(address.is_ipv6())].add(address, length);
        } else {
            builder.add_literal(text, HashMap::new())?;
            literal_count += 1;
        }
    }
    std::fs::write(path, builder.build()?)?;
    Ok(Scanner {
        extractor: Extractor::new()?,
        literals: open(path, literal_count)?,
        trees: [prefixes[0].grow(4)?, prefixes[1].grow(16)?],
    })
}

/// # Safety
/// `lines` are `count` slices of text; `path` is a string.
#[no_mangle]
pub unsafe extern "C" fn matchy_peer_scanner(
    lines: *const Slice,
    count: usize,
    path: *const c_char,
) -> *mut Scanner {
    let lines = std::slice::from_raw_parts(lines, count);
    let made = report(|| make_scanner(lines, CStr::from_ptr(path).to_str()?));

    made.map_or(std::ptr::null_mut(), |made| Box::into_raw(Box::new(made)))
}

impl Scanner {
    fn has_address(&self, address: IpAddr) -> bool {
        match &self.trees[usize::from(address.is_ipv6())] {
            Some((bytes, header)) => {
                matches!(SearchTree::new(bytes, header).lookup(address), Ok(Some(_)))
            }
            None => false,
        }
    }

    fn has(&self, item: &ExtractedItem) -> bool {
        const ABSENT: u32 = u32::MAX;

        match item {
            ExtractedItem::Ipv4(address) => self.has_address(IpAddr::V4(*address)),
            ExtractedItem::Ipv6(address) => self.has_address(IpAddr::V6(*address)),
            ExtractedItem::Domain(text)
            | ExtractedItem::Email(text)
            | ExtractedItem::Hash(_, text) => find_literal(&self.literals, text) != ABSENT,
            _ => false,
        }
    }
}

/// # Safety
/// `scanner` is one of `matchy_peer_scanner`; the text has `size` bytes.
#[no_mangle]
pub unsafe extern "C" fn matchy_peer_scan_tokens(
    scanner: *const Scanner,
    text: *const u8,
    size: usize,
) -> u64 {
    let scanner = &*scanner;
    let text = std::slice::from_raw_parts(text, size);
    let mut lines = 0;
    let mut at = 0;
    let mut found: Vec<usize> = scanner
        .extractor
        .extract_from_chunk(text)
        .iter()
        .filter(|candidate| scanner.has(&candidate.item))
        .map(|candidate| candidate.span.0)
        .collect();

    found.sort_unstable();
    for start in found {
        if lines == 0 || start >= at {
            lines += 1;
            at = line_end(text, start);
        }
    }
    lines
}
