// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.0;

import "../src/CouncilBoard.sol";
import "./Vm.sol";

interface ISchemaRegistry {
    function register(string calldata schema, address resolver, bool revocable) external returns (bytes32);
}

struct Attestation {
    bytes32 uid;
    bytes32 schema;
    uint64 time;
    uint64 expirationTime;
    uint64 revocationTime;
    bytes32 refUID;
    address recipient;
    address attester;
    bool revocable;
    bytes data;
}

interface IAttestations is IEAS {
    function getAttestation(bytes32 uid) external view returns (Attestation memory);
}

/// EAS as its package publishes it, the board, and officers whose keys are known. The board's bytecode is BOARD_CODE where that
/// is given: what is deployed, or one with a fault put in. Types that are signed come from shared/records.
abstract contract Town {
    IAttestations internal eas;
    bytes32 internal schema;

    function setUp() public virtual {
        ISchemaRegistry registry = ISchemaRegistry(_create(vm.envBytes("REGISTRY_CODE")));
        eas = IAttestations(_create(abi.encodePacked(vm.envBytes("EAS_CODE"), abi.encode(registry))));
        schema = registry.register(vm.envString("ATTESTED"), address(0), false);
    }

    /// Called from outside, so that a refusal of the constructor can be expected.
    function deploy(address service, uint256 quorum, Seat[] calldata seats) external returns (CouncilBoard) {
        bytes memory code = vm.envOr("BOARD_CODE", type(CouncilBoard).creationCode);
        return CouncilBoard(_create(abi.encodePacked(code, abi.encode(service, quorum, seats))));
    }

    /// Officers 1 to `count` by key: the first is chair, the second secretary, the others members.
    function _seats(uint256 count) internal pure returns (Seat[] memory seats) {
        seats = new Seat[](count);
        for (uint256 i; i < count; ++i) seats[i] = Seat(vm.addr(i + 1), i > 1 ? Role.Member : Role(i + 1));
    }

    function _board(uint256 count, uint256 quorum) internal returns (CouncilBoard) {
        return this.deploy(address(eas), quorum, _seats(count));
    }

    function _create(bytes memory code) internal returns (address made) {
        assembly {
            made := create(0, add(code, 32), mload(code))
            if iszero(made) {
                returndatacopy(0, 0, returndatasize())
                revert(0, returndatasize())
            }
        }
    }

    function _name(Role role) internal pure returns (string memory) {
        return ["none", "chair", "secretary", "member"][uint256(role)];
    }

    function _digest(CouncilBoard board, bytes32 structHash) internal view returns (bytes32) {
        (, string memory name, string memory version, uint256 chainId, address where,,) = board.eip712Domain();
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chainId,
                where
            )
        );
        _same(board.domainSeparator(), domain);
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function _decision(CouncilBoard board, bytes32 recordHash, Role role) internal view returns (bytes32) {
        bytes32 kind = keccak256(bytes(vm.envString("DECISION_TYPE")));
        return _digest(board, keccak256(abi.encode(kind, recordHash, keccak256(bytes(_name(role))))));
    }

    function _rotation(CouncilBoard board, Seat[] memory seats, uint256 quorum, uint256 deadline)
        internal
        view
        returns (bytes32)
    {
        bytes32[] memory hashes = new bytes32[](seats.length);
        for (uint256 i; i < seats.length; ++i) {
            hashes[i] = keccak256(
                abi.encode(
                    keccak256("Seat(address who,string role)"), seats[i].who, keccak256(bytes(_name(seats[i].role)))
                )
            );
        }
        bytes32 kind =
            keccak256("Rotation(Seat[] seats,uint256 quorum,uint256 deadline)Seat(address who,string role)");
        return _digest(
            board, keccak256(abi.encode(kind, keccak256(abi.encodePacked(hashes)), quorum, deadline))
        );
    }

    function _signed(uint256 key, bytes32 digest) internal pure returns (CoSignature memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return CoSignature(vm.addr(key), r, s, v);
    }

    /// Signed by these keys in the roles they have on the board now, in the order the board wants.
    function _signDecision(CouncilBoard board, bytes32 recordHash, uint256[] memory keys)
        internal
        view
        returns (CoSignature[] memory all)
    {
        all = new CoSignature[](keys.length);
        for (uint256 i; i < keys.length; ++i) {
            Role role = board.roleOf(vm.addr(keys[i]));
            all[i] = _signed(keys[i], _decision(board, recordHash, role));
        }
        _order(all);
    }

    function _signRotation(bytes32 digest, uint256[] memory keys) internal pure returns (CoSignature[] memory all) {
        all = new CoSignature[](keys.length);
        for (uint256 i; i < keys.length; ++i) all[i] = _signed(keys[i], digest);
        _order(all);
    }

    function _order(CoSignature[] memory all) internal pure {
        for (uint256 i = 1; i < all.length; ++i) {
            for (uint256 j = i; j > 0 && all[j - 1].signer > all[j].signer; --j) (all[j - 1], all[j]) = (all[j], all[j - 1]);
        }
    }

    /// Keys `from` to `to`.
    function _keys(uint256 from, uint256 to) internal pure returns (uint256[] memory keys) {
        keys = new uint256[](to - from + 1);
        for (uint256 i; i < keys.length; ++i) keys[i] = from + i;
    }

    function _same(uint256 a, uint256 b) internal pure {
        if (a != b) revert NotTheSame(a, b);
    }

    function _same(bytes32 a, bytes32 b) internal pure {
        _same(uint256(a), uint256(b));
    }

    function _is(bool claim, string memory what) internal pure {
        if (!claim) revert NotSo(what);
    }

    error NotTheSame(uint256 a, uint256 b);
    error NotSo(string what);
}
