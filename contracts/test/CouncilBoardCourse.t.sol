// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.0;

import "./Town.sol";

/// Twelve people who decide, rotate and try old signatures again, in any order. Keeps its own books, in the simplest way, and
/// says of each try beforehand whether the board must take it.
contract People is Town {
    uint256 constant PEOPLE = 12;
    CouncilBoard public board;
    mapping(address => Role) public role;
    uint256 public quorum = 3;
    uint256 public rotations;
    bytes32[] public decided;
    mapping(bytes32 => bytes32) public attested;

    bytes[] private old;
    /// By key, from 1; reckoning an address costs more than all the rest.
    address[PEOPLE + 1] private who;

    function setUp() public override {
        super.setUp();
        board = _board(6, 3);
        for (uint256 i = 1; i <= PEOPLE; ++i) who[i] = vm.addr(i);
        for (uint256 i; i < 6; ++i) role[who[i + 1]] = i > 1 ? Role.Member : Role(i + 1);
    }

    function decide(uint8 which, uint16 mask) external {
        bytes32 recordHash = keccak256(abi.encode(which % 64));
        mask = _likely(mask);
        CoSignature[] memory signatures = _signDecision(board, recordHash, _of(mask));
        bool must = attested[recordHash] == 0 && _enough(mask);
        bytes memory call = abi.encodeCall(CouncilBoard.decide, (recordHash, signatures));
        if (_try(call, must)) {
            attested[recordHash] = board.attestationOf(recordHash);
            decided.push(recordHash);
        }
        old.push(call);
    }

    function rotate(uint8[3] calldata whom, uint8[3] calldata roles, uint8 wanted, uint16 mask) external {
        Seat[] memory seats = new Seat[](3);
        for (uint256 i; i < 3; ++i) seats[i] = Seat(who[1 + whom[i] % PEOPLE], Role(roles[i] % 4));
        uint256 next = wanted % 5;
        mask = _likely(mask);
        bytes memory call = abi.encodeCall(
            CouncilBoard.rotate,
            (seats, next, block.timestamp, _signRotation(_rotation(board, seats, next, block.timestamp), _of(mask)))
        );
        bool must = _enough(mask);
        // As it would stand.
        Role[] memory before = new Role[](3);
        for (uint256 i; i < 3; ++i) (before[i], role[seats[i].who]) = (role[seats[i].who], seats[i].role);
        (uint256 all, uint256 chairs, uint256 secretaries) = count();
        must = must && chairs > 0 && secretaries > 0 && next > 0 && next <= all;
        if (_try(call, must)) {
            quorum = next;
            ++rotations;
        } else {
            for (uint256 i = 3; i > 0; --i) role[seats[i - 1].who] = before[i - 1];
        }
        old.push(call);
    }

    /// Whatever was sent before does nothing now: it was taken then, or its time is over, or it is still too weak.
    function again(uint256 which) external {
        if (old.length == 0) return;
        bytes32 before = state();
        (bool taken,) = address(board).call(old[which % old.length]);
        _is(!taken && before == state(), "an old call was taken");
    }

    function state() public view returns (bytes32) {
        return keccak256(
            abi.encode(board.epoch(), board.decisions(), board.quorum(), board.officers(), board.lastRecordHash())
        );
    }

    function count() public view returns (uint256 all, uint256 chairs, uint256 secretaries) {
        for (uint256 i = 1; i <= PEOPLE; ++i) {
            Role is_ = role[who[i]];
            if (is_ != Role.None) ++all;
            if (is_ == Role.Chair) ++chairs;
            if (is_ == Role.Secretary) ++secretaries;
        }
    }

    function decisions() external view returns (uint256) {
        return decided.length;
    }

    function _try(bytes memory call, bool must) private returns (bool taken) {
        (taken,) = address(board).call(call);
        _is(taken == must, must ? "a good call was refused" : "a bad call was taken");
    }

    /// Of four tries one is by all officers, two by some of them, one by anybody.
    function _likely(uint16 mask) private view returns (uint16) {
        uint16 seated;
        for (uint256 i; i < PEOPLE; ++i) if (role[who[i + 1]] != Role.None) seated |= uint16(1 << i);
        if (mask >> 14 == 0) return seated;
        return mask >> 14 == 3 ? mask : mask & seated;
    }

    function _of(uint16 mask) private pure returns (uint256[] memory keys) {
        uint256 many;
        for (uint256 i; i < PEOPLE; ++i) many += mask >> i & 1;
        keys = new uint256[](many);
        for (uint256 i; i < PEOPLE; ++i) if (mask >> i & 1 == 1) keys[--many] = i + 1;
    }

    function _enough(uint16 mask) private view returns (bool) {
        uint256 many;
        bool chair;
        bool secretary;
        for (uint256 i; i < PEOPLE; ++i) {
            if (mask >> i & 1 == 0) continue;
            Role is_ = role[who[i + 1]];
            if (is_ == Role.None) return false;
            chair = chair || is_ == Role.Chair;
            secretary = secretary || is_ == Role.Secretary;
            ++many;
        }
        return many >= quorum && chair && secretary;
    }
}

contract CouncilBoardCourseTest is Town {
    People people;
    CouncilBoard board;

    function setUp() public override {
        people = new People();
        people.setUp();
        board = people.board();
        eas = IAttestations(address(board.eas()));
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(people);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0].addr = address(people);
        targets[0].selectors = new bytes4[](3);
        targets[0].selectors[0] = People.decide.selector;
        targets[0].selectors[1] = People.rotate.selector;
        targets[0].selectors[2] = People.again.selector;
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function invariant_its_officers_can_decide_and_what_was_decided_stays() external view {
        its_officers_can_decide();
        what_was_decided_stays();
    }

    function its_officers_can_decide() private view {
        (uint256 all, uint256 chairs, uint256 secretaries) = people.count();
        _same(board.officers(), all);
        _same(board.chairs(), chairs);
        _same(board.secretaries(), secretaries);
        _same(board.quorum(), people.quorum());
        _same(board.epoch(), people.rotations() + 1);
        _is(chairs > 0 && secretaries > 0 && people.quorum() > 0 && people.quorum() <= all, "nobody can decide");
    }

    function what_was_decided_stays() private view {
        uint256 many = people.decisions();
        _same(board.decisions(), many);
        for (uint256 i; i < many; ++i) {
            bytes32 recordHash = people.decided(i);
            bytes32 uid = people.attested(recordHash);
            _same(board.attestationOf(recordHash), uid);
            Attestation memory told = eas.getAttestation(uid);
            _same(keccak256(told.data), keccak256(abi.encode(recordHash, uint64(i + 1))));
            _same(uint160(told.attester), uint160(address(board)));
            if (i + 1 == many) _same(board.lastRecordHash(), recordHash);
        }
    }
}
