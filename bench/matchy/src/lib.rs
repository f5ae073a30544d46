// SPDX-License-Identifier: BSD-2-Clause
//! matchy behind the C interface of matchy_peer.h.
//!
//! Names and digests go into a file of its public builder. What is asked are
//! the parts of that file, through their own public crates: its `Database`
//! looks for the data of a literal that it found from the first to the last,
//! and takes addresses as text. Addresses go into its tree directly, with
//! records that are wide enough: the builder chooses them by the number of
//! prefixes instead of nodes, and past some hundred thousand its answers are
//! wrong.
mod scan;

use matchy_data_format::DataValue;
use matchy_format::mmdb::format::{MmdbHeader, MmdbMetadata};
use matchy_format::mmdb::tree::SearchTree;
use matchy_format::mmdb::types::{IpVersion, RecordSize as TreeRecordSize};
use matchy_format::DatabaseBuilder;
use matchy_ip_trie::{IpTreeBuilder, RecordSize};
use matchy_literal_hash::LiteralHash;
use matchy_match_mode::MatchMode;
use matchy_paraglob::Paraglob;
use memmap2::Mmap;
use std::collections::HashMap;
use std::error::Error;
use std::ffi::{c_char, CStr};
use std::fs::File;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::panic::{catch_unwind, AssertUnwindSafe};

const ABSENT: u32 = u32::MAX;

/// `enum matchy_peer_key` of the header.
const LITERAL: u32 = 0;
const GLOB: u32 = 1;

/// `struct tamis_slice`.
#[repr(C)]
pub struct Slice {
    data: *const u8,
    size: usize,
}

pub struct Maker {
    builder: DatabaseBuilder,
    literal_count: u32,
}

/// Fields are dropped from first to last: what points into the map goes before
/// it.
pub struct Store {
    literals: Option<LiteralHash<'static>>,
    globs: Option<Paraglob>,
    literal_count: u32,
    header: Option<MmdbHeader>,
    map: Mmap,
}

/// The text of a slice; `None` when it is not UTF-8.
unsafe fn text_of<'a>(slice: &Slice) -> Option<&'a str> {
    std::str::from_utf8(std::slice::from_raw_parts(slice.data, slice.size)).ok()
}

/// Says what went wrong: an error, or a panic, which has said it already.
fn report<T>(work: impl FnOnce() -> Result<T, Box<dyn Error>>) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(done)) => Some(done),
        Ok(Err(error)) => {
            eprintln!("tamis bench: matchy: {error}");
            None
        }
        Err(_) => None,
    }
}

/// Where a section of the file begins, behind its marker; 0: it is not there.
fn section(metadata: &HashMap<String, DataValue>, name: &str) -> usize {
    match metadata.get(name) {
        Some(DataValue::Uint32(offset)) => *offset as usize,
        _ => 0,
    }
}

fn read_size(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
}

fn open(path: &str, literal_count: u32) -> Result<Store, Box<dyn Error>> {
    let map = unsafe { Mmap::map(&File::open(path)?)? };
    // Lives as long as the map, which the store owns and drops last.
    let bytes: &'static [u8] = unsafe { std::slice::from_raw_parts(map.as_ptr(), map.len()) };
    let metadata = match MmdbMetadata::from_file(bytes)?.as_value()? {
        DataValue::Map(metadata) => metadata,
        _ => return Err("a file without metadata".into()),
    };
    let mode = MatchMode::CaseSensitive;
    let literals = match section(&metadata, "literal_section_offset") {
        0 => None,
        at => Some(LiteralHash::from_buffer(&bytes[at..], mode).map_err(|e| e.to_string())?),
    };
    let globs = match section(&metadata, "pattern_section_offset") {
        0 => None,
        at => {
            let size = read_size(bytes, at + 4);
            Some(Paraglob::from_buffer(
                bytes[at + 8..at + 8 + size].to_vec(),
                mode,
            )?)
        }
    };
    Ok(Store {
        literals,
        globs,
        literal_count,
        header: None,
        map,
    })
}

#[no_mangle]
pub extern "C" fn matchy_peer_create() -> *mut Maker {
    Box::into_raw(Box::new(Maker {
        builder: DatabaseBuilder::new(MatchMode::CaseSensitive),
        literal_count: 0,
    }))
}

/// # Safety
/// `maker` is one of `matchy_peer_create`, `key` points to text.
#[no_mangle]
pub unsafe extern "C" fn matchy_peer_add(maker: *mut Maker, kind: u32, key: Slice) -> bool {
    let maker = &mut *maker;

    report(|| {
        let text = text_of(&key).ok_or("a key that is not UTF-8")?;
        match kind {
            LITERAL => {
                maker.literal_count += 1;
                maker.builder.add_literal(text, HashMap::new())?
            }
            GLOB => maker.builder.add_glob(text, HashMap::new())?,
            _ => maker.builder.add_entry(text, HashMap::new())?,
        }
        Ok(())
    })
    .is_some()
}

/// # Safety
/// `maker` is one of `matchy_peer_create` and gone after this; `path` is a
/// string.
#[no_mangle]
pub unsafe extern "C" fn matchy_peer_finish(maker: *mut Maker, path: *const c_char) -> *mut Store {
    let maker = Box::from_raw(maker);
    let made = report(|| {
        let path = CStr::from_ptr(path).to_str()?;
        let literal_count = maker.literal_count;
        std::fs::write(path, maker.builder.build()?)?;
        open(path, literal_count)
    });

    made.map_or(std::ptr::null_mut(), |store| Box::into_raw(Box::new(store)))
}

/// # Safety
/// `store` is one of `matchy_peer_finish`.
#[no_mangle]
pub unsafe extern "C" fn matchy_peer_close(store: *mut Store) {
    drop(Box::from_raw(store));
}

/// # Safety
/// `store` is one of `matchy_peer_finish`.
#[no_mangle]
pub unsafe extern "C" fn matchy_peer_size(store: *const Store) -> u64 {
    let store = &*store;

    store.map.len() as u64
}

fn find_literal(store: &Store, text: &str) -> u32 {
    let found = store.literals.as_ref().and_then(|table| table.lookup(text));

    found.unwrap_or(ABSENT)
}

/// Literals count from zero, globs from behind them.
fn find_name(store: &Store, name: &str) -> u32 {
    let found = find_literal(store, name);

    match &store.globs {
        Some(globs) if found == ABSENT => match globs.find_all(name).first() {
            Some(glob) => store.literal_count + glob,
            None => ABSENT,
        },
        _ => found,
    }
}

/// A digest as matchy lists it, in hexadecimal; no branches, so that the
/// compiler does it in wide registers.
fn hex_of(digest: &[u8; 32]) -> [u8; 64] {
    let mut text = [0u8; 64];

    for (pair, byte) in text.chunks_exact_mut(2).zip(digest) {
        let high = byte >> 4;
        let low = byte & 15;
        pair[0] = high + b'0' + (b'a' - b'0' - 10) * u8::from(high > 9);
        pair[1] = low + b'0' + (b'a' - b'0' - 10) * u8::from(low > 9);
    }
    text
}

unsafe fn fill(values: *mut u32, count: usize, find: impl Fn(usize) -> u32) -> usize {
    let mut hits = 0;

    for i in 0..count {
        let found = find(i);
        *values.add(i) = found;
        hits += usize::from(found != ABSENT);
    }
    hits
}

/// # Safety
/// `store` is one of `matchy_peer_finish`; `digests` and `values` have room
/// for `count`.
#[no_mangle]
pub unsafe extern "C" fn matchy_peer_find_digests(
    store: *const Store,
    digests: *const [u8; 32],
    count: usize,
    values: *mut u32,
) -> usize {
    let store = &*store;

    fill(values, count, |i| {
        let text = hex_of(&*digests.add(i));
        // Safe: hexadecimal digits are ASCII.
        find_literal(store, std::str::from_utf8_unchecked(&text))
    })
}

/// # Safety
/// As `matchy_peer_find_digests`.
#[no_mangle]
pub unsafe extern "C" fn matchy_peer_find_names(
    store: *const Store,
    names: *const Slice,
    count: usize,
    values: *mut u32,
) -> usize {
    let store = &*store;

    fill(values, count, |i| match text_of(&*names.add(i)) {
        Some(name) => find_name(store, name),
        None => ABSENT,
    })
}

/// The widths of records that matchy has, and what they can count to.
fn record_size(count: usize) -> (RecordSize, TreeRecordSize) {
    match count {
        0..=0xff_ffff => (RecordSize::Bits24, TreeRecordSize::Bits24),
        0x100_0000..=0xfff_ffff => (RecordSize::Bits28, TreeRecordSize::Bits28),
        _ => (RecordSize::Bits32, TreeRecordSize::Bits32),
    }
}

unsafe fn address_of(bytes: &[u8; 16], size: usize) -> IpAddr {
    if size == 4 {
        IpAddr::V4(Ipv4Addr::new(bytes[12], bytes[13], bytes[14], bytes[15]))
    } else {
        IpAddr::V6(Ipv6Addr::from(*bytes))
    }
}

/// Longer prefixes first, as matchy's builder has them.
fn grow_tree(
    addresses: &[[u8; 16]],
    lengths: &[u8],
    size: usize,
) -> Result<(Vec<u8>, MmdbHeader), Box<dyn Error>> {
    // Some twenty nodes an address of IPv4 and forty of IPv6, at most.
    let guess = addresses.len() * (if size == 4 { 20 } else { 40 });
    let (builder_size, tree_size) = record_size(guess);
    let mut order: Vec<u32> = (0..addresses.len() as u32).collect();
    let mut builder = match size {
        4 => IpTreeBuilder::new_v4(builder_size),
        _ => IpTreeBuilder::new_v6(builder_size),
    };

    order.sort_unstable_by_key(|&n| (u8::MAX - lengths[n as usize], n));
    for n in order {
        let address = unsafe { address_of(&addresses[n as usize], size) };
        builder.insert(address, lengths[n as usize], n)?;
    }
    let (bytes, node_count) = builder.build()?;
    if record_size(node_count as usize + addresses.len() + 16).1 as u32 > tree_size as u32 {
        return Err("more nodes than its records count".into());
    }
    let header = MmdbHeader {
        node_count,
        record_size: tree_size,
        ip_version: if size == 4 {
            IpVersion::V4
        } else {
            IpVersion::V6
        },
        tree_size: bytes.len(),
    };
    Ok((bytes, header))
}

/// # Safety
/// `addresses` and `lengths` have `count` items, sorted; `path` is a string.
#[no_mangle]
pub unsafe extern "C" fn matchy_peer_finish_addresses(
    addresses: *const [u8; 16],
    lengths: *const u8,
    size: usize,
    count: usize,
    path: *const c_char,
) -> *mut Store {
    let made = report(|| {
        let path = CStr::from_ptr(path).to_str()?;
        let (bytes, header) = grow_tree(
            std::slice::from_raw_parts(addresses, count),
            std::slice::from_raw_parts(lengths, count),
            size,
        )?;
        std::fs::write(path, bytes)?;
        Ok(Store {
            literals: None,
            globs: None,
            literal_count: 0,
            header: Some(header),
            map: Mmap::map(&File::open(path)?)?,
        })
    });

    made.map_or(std::ptr::null_mut(), |store| Box::into_raw(Box::new(store)))
}

/// # Safety
/// As `matchy_peer_find_digests`; addresses are 16 bytes each. `size` is the
/// one that the store was made with.
#[no_mangle]
pub unsafe extern "C" fn matchy_peer_find_addresses(
    store: *const Store,
    addresses: *const [u8; 16],
    size: usize,
    count: usize,
    values: *mut u32,
) -> usize {
    let store = &*store;
    let header = match &store.header {
        Some(header) => header,
        None => return fill(values, count, |_| ABSENT),
    };
    let tree = SearchTree::new(&store.map, header);

    fill(values, count, |i| {
        match tree.lookup(address_of(&*addresses.add(i), size)) {
            Ok(Some(found)) => found.data_offset,
            _ => ABSENT,
        }
    })
}
