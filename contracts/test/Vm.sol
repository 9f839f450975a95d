// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.0;

/// The few cheat codes these tests use; no library of them is needed.
interface Vm {
    function addr(uint256 key) external pure returns (address);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function expectRevert(bytes calldata) external;
    function expectEmit(bool, bool, bool, bool, address) external;
    function envBytes(string calldata) external view returns (bytes memory);
    function envString(string calldata) external view returns (string memory);
    function envOr(string calldata, bytes calldata) external view returns (bytes memory);
    function warp(uint256) external;
    function chainId(uint256) external;
    function assume(bool) external pure;
    function deal(address, uint256) external;
    function prank(address) external;
}

Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
