// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.0;

import "./Town.sol";

// What was tried against the board, each a test here or in CouncilBoardCourse.t.sol:
// - one signature twice, in another form (high s, v 0 or 1, compact), of nobody (ecrecover gives 0), of who is no officer;
// - signatures of another record, role, board, chain, kind of message; a member who signs as chair;
// - enough signatures and no chair or no secretary; a chair and a secretary below the quorum;
// - a decision twice, in other words again after a rotation, and from within EAS while it is being attested;
// - a quorum lowered, or a chair who was away in between, reviving what was signed before (CVE-2022-31198);
// - a rotation twice, too late, or in other hands: whoever sends it first sends what was signed;
// - a board left without a chair, a secretary, or with a quorum that nobody can reach; the address 0 as officer;
// - what no officer signed riding along into the attestation: nothing is taken from calldata but the hash that was signed;
// - an EAS that is none, that answers nothing, that calls back; its resolver: the schema has none;
// - ether, unknown calls, an owner's functions, delegatecall, selfdestruct, upgrades: there are none.
// Left to people: officers who lose their keys all at once, or who sign what is not true.
contract CouncilBoardTest is Town {
    bytes32 constant RECORD = keccak256("record");
    CouncilBoard board;

    function setUp() public override {
        super.setUp();
        board = _board(5, 3);
    }

    function decideAs(CoSignature[] memory signatures) private returns (bytes32) {
        return board.decide(RECORD, signatures);
    }

    function refused(CoSignature[] memory signatures, bytes memory refusal) private {
        vm.expectRevert(refusal);
        board.decide(RECORD, signatures);
        _same(board.decisions(), 0);
    }

    function rotate(Seat[] memory seats, uint256 quorum) private {
        CoSignature[] memory signatures =
            _signRotation(_rotation(board, seats, quorum, block.timestamp), _keys(1, 5));
        board.rotate(seats, quorum, block.timestamp, signatures);
    }

    function refusedRotation(Seat[] memory seats, uint256 quorum, bytes memory refusal) private {
        CoSignature[] memory signatures =
            _signRotation(_rotation(board, seats, quorum, block.timestamp), _keys(1, 5));
        vm.expectRevert(refusal);
        board.rotate(seats, quorum, block.timestamp, signatures);
        _same(board.epoch(), 1);
    }

    function one(address who, Role role) private pure returns (Seat[] memory seats) {
        seats = new Seat[](1);
        seats[0] = Seat(who, role);
    }

    // --- decisions

    function test_attests_what_enough_officers_signed() public {
        vm.warp(1_800_000_000);
        bytes32 uid = decideAs(_signDecision(board, RECORD, _keys(1, 3)));
        Attestation memory told = eas.getAttestation(uid);
        _same(told.schema, schema);
        _same(board.SCHEMA(), schema);
        _same(uint160(told.attester), uint160(address(board)));
        _same(keccak256(told.data), keccak256(abi.encode(RECORD, uint64(1))));
        _same(told.time, 1_800_000_000);
        _is(!told.revocable && told.expirationTime == 0 && told.revocationTime == 0, "stays");
        _is(told.recipient == address(0) && told.refUID == 0, "of nobody else");
        _same(board.attestationOf(RECORD), uid);
        _same(board.lastRecordHash(), RECORD);
        _same(board.decisions(), 1);
        _same(uint160(address(board.eas())), uint160(address(eas)));
    }

    function test_counts_decisions_and_tells_of_them() public {
        bytes32 second = keccak256("second");
        decideAs(_signDecision(board, RECORD, _keys(1, 5)));
        vm.expectEmit(true, false, false, false, address(board));
        emit CouncilBoard.Decided(second, 0, 2);
        bytes32 uid = board.decide(second, _signDecision(board, second, _keys(1, 3)));
        _same(keccak256(eas.getAttestation(uid).data), keccak256(abi.encode(second, uint64(2))));
        _same(board.lastRecordHash(), second);
        _same(board.decisions(), 2);
    }

    function test_anybody_may_send_it() public {
        CoSignature[] memory signatures = _signDecision(board, RECORD, _keys(1, 3));
        vm.prank(address(0xbad));
        board.decide(RECORD, signatures);
        _same(board.decisions(), 1);
    }

    function test_refuses_a_decision_twice() public {
        decideAs(_signDecision(board, RECORD, _keys(1, 3)));
        bytes32 uid = board.attestationOf(RECORD);
        CoSignature[] memory others = _signDecision(board, RECORD, _keys(1, 5));
        vm.expectRevert(abi.encodeWithSelector(CouncilBoard.AlreadyDecided.selector, RECORD));
        board.decide(RECORD, others);
        rotate(new Seat[](0), 2);
        others = _signDecision(board, RECORD, _keys(1, 4));
        vm.expectRevert(abi.encodeWithSelector(CouncilBoard.AlreadyDecided.selector, RECORD));
        board.decide(RECORD, others);
        _same(board.attestationOf(RECORD), uid);
    }

    function test_refuses_a_record_without_a_hash() public {
        CoSignature[] memory signatures = _signDecision(board, 0, _keys(1, 3));
        vm.expectRevert(abi.encodeWithSelector(CouncilBoard.NoRecord.selector));
        board.decide(0, signatures);
    }

    function test_refuses_too_few() public {
        refused(
            _signDecision(board, RECORD, _keys(1, 2)),
            abi.encodeWithSelector(CouncilBoard.TooFewSignatures.selector, 2, 3)
        );
        refused(new CoSignature[](0), abi.encodeWithSelector(CouncilBoard.TooFewSignatures.selector, 0, 3));
    }

    function test_refuses_one_signature_twice_and_any_other_order() public {
        CoSignature[] memory signatures = _signDecision(board, RECORD, _keys(1, 3));
        signatures[1] = signatures[0];
        refused(signatures, abi.encodeWithSelector(CouncilBoard.NotInOrder.selector, signatures[1].signer));
        signatures = _signDecision(board, RECORD, _keys(1, 3));
        (signatures[0], signatures[1]) = (signatures[1], signatures[0]);
        refused(signatures, abi.encodeWithSelector(CouncilBoard.NotInOrder.selector, signatures[1].signer));
    }

    function test_refuses_who_is_no_officer() public {
        uint256[] memory keys = _keys(1, 4);
        keys[3] = 99;
        CoSignature[] memory signatures = new CoSignature[](4);
        for (uint256 i; i < 3; ++i) signatures[i] = _signed(keys[i], _decision(board, RECORD, Role(i + 1)));
        signatures[3] = _signed(99, _decision(board, RECORD, Role.None));
        _order(signatures);
        refused(signatures, abi.encodeWithSelector(CouncilBoard.NotAnOfficer.selector, vm.addr(99)));
    }

    function test_refuses_the_address_that_a_bad_signature_gives() public {
        CoSignature[] memory signatures = _signDecision(board, RECORD, _keys(1, 3));
        signatures[0] = CoSignature(address(0), 0, 0, 0);
        refused(signatures, abi.encodeWithSelector(CouncilBoard.NotInOrder.selector, address(0)));
    }

    function test_refuses_the_second_form_of_a_signature() public {
        CoSignature[] memory signatures = _signDecision(board, RECORD, _keys(1, 3));
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        signatures[1].s = bytes32(order - uint256(signatures[1].s));
        signatures[1].v = signatures[1].v == 27 ? 28 : 27;
        refused(signatures, abi.encodeWithSelector(CouncilBoard.SecondForm.selector, signatures[1].signer));
    }

    function test_refuses_other_encodings_of_v() public {
        CoSignature[] memory signatures = _signDecision(board, RECORD, _keys(1, 3));
        signatures[2].v -= 27;
        refused(signatures, abi.encodeWithSelector(CouncilBoard.NotSignedBy.selector, signatures[2].signer));
    }

    function test_refuses_enough_members_without_a_chair_or_a_secretary() public {
        refused(
            _signDecision(board, RECORD, _keys(2, 5)), abi.encodeWithSelector(CouncilBoard.NoChair.selector)
        );
        uint256[] memory keys = _keys(2, 4);
        keys[0] = 1;
        refused(_signDecision(board, RECORD, keys), abi.encodeWithSelector(CouncilBoard.NoSecretary.selector));
    }

    function test_refuses_a_member_who_signs_as_chair() public {
        CoSignature[] memory signatures = new CoSignature[](3);
        signatures[0] = _signed(2, _decision(board, RECORD, Role.Secretary));
        signatures[1] = _signed(3, _decision(board, RECORD, Role.Chair));
        signatures[2] = _signed(4, _decision(board, RECORD, Role.Member));
        _order(signatures);
        refused(signatures, abi.encodeWithSelector(CouncilBoard.NotSignedBy.selector, vm.addr(3)));
    }

    function test_refuses_signatures_of_another_record_board_chain_or_kind() public {
        CoSignature[] memory signatures = _signDecision(board, keccak256("other"), _keys(1, 3));
        bytes memory refusal = abi.encodeWithSelector(CouncilBoard.NotSignedBy.selector, signatures[0].signer);
        refused(signatures, refusal);
        refused(_signDecision(_board(5, 3), RECORD, _keys(1, 3)), refusal);
        vm.chainId(5);
        signatures = _signDecision(board, RECORD, _keys(1, 3));
        vm.chainId(31337);
        refused(signatures, refusal);
        Seat[] memory none = new Seat[](0);
        refused(_signRotation(_rotation(board, none, 3, block.timestamp), _keys(1, 3)), refusal);
    }

    function testFuzz_one_bit_of_a_signature_is_enough_to_refuse_it(uint256 bit, uint8 which) public {
        CoSignature[] memory signatures = _signDecision(board, RECORD, _keys(1, 3));
        CoSignature memory changed = signatures[which % 3];
        if (bit % 2 == 0) changed.r ^= bytes32(1 << (bit >> 1) % 256);
        else changed.s ^= bytes32(1 << (bit >> 1) % 256);
        bool high = uint256(changed.s) > 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;
        bytes4 refusal = high ? CouncilBoard.SecondForm.selector : CouncilBoard.NotSignedBy.selector;
        refused(signatures, abi.encodeWithSelector(refusal, changed.signer));
    }

    function testFuzz_decides_by_quorum_with_chair_and_secretary_alone(uint16 mask, uint8 wanted) public {
        uint256 quorum = 1 + wanted % 10;
        CouncilBoard ten = _board(10, quorum);
        uint256 count;
        for (uint256 i; i < 10; ++i) count += mask >> i & 1;
        uint256[] memory keys = new uint256[](count);
        for (uint256 i; i < 10; ++i) if (mask >> i & 1 == 1) keys[--count] = i + 1;
        CoSignature[] memory signatures = _signDecision(ten, RECORD, keys);
        bytes memory refusal;
        if (keys.length < quorum) {
            refusal = abi.encodeWithSelector(CouncilBoard.TooFewSignatures.selector, keys.length, quorum);
        } else if (mask & 1 == 0) {
            refusal = abi.encodeWithSelector(CouncilBoard.NoChair.selector);
        } else if (mask & 2 == 0) {
            refusal = abi.encodeWithSelector(CouncilBoard.NoSecretary.selector);
        }
        if (refusal.length > 0) vm.expectRevert(refusal);
        ten.decide(RECORD, signatures);
        _same(ten.decisions(), refusal.length > 0 ? 0 : 1);
    }

    // --- EAS that is none, or means ill

    function test_refuses_an_attestation_service_that_is_none() public {
        vm.expectRevert(abi.encodeWithSelector(CouncilBoard.NoAttestationService.selector, address(0xabc)));
        this.deploy(address(0xabc), 2, _seats(2));
    }

    function test_refuses_when_nothing_was_attested() public {
        board = this.deploy(address(new Silent()), 2, _seats(2));
        refused(
            _signDecision(board, RECORD, _keys(1, 2)),
            abi.encodeWithSelector(CouncilBoard.NotAttested.selector, RECORD)
        );
    }

    function test_decides_once_though_called_again_from_within() public {
        Twice twice = new Twice();
        board = this.deploy(address(twice), 2, _seats(2));
        CoSignature[] memory signatures = _signDecision(board, RECORD, _keys(1, 2));
        twice.aim(board, RECORD, signatures);
        bytes32 uid = board.decide(RECORD, signatures);
        _same(keccak256(twice.answer()), keccak256(abi.encodeWithSelector(CouncilBoard.AlreadyDecided.selector, RECORD)));
        _same(board.decisions(), 1);
        _same(board.attestationOf(RECORD), uid);
    }

    // --- officers

    function test_begins_with_its_officers() public view {
        _same(board.officers(), 5);
        _same(board.chairs(), 1);
        _same(board.secretaries(), 1);
        _same(board.quorum(), 3);
        _same(board.epoch(), 1);
        _is(board.roleOf(vm.addr(1)) == Role.Chair && board.roleOf(vm.addr(2)) == Role.Secretary, "roles");
        _is(board.roleOf(vm.addr(3)) == Role.Member && board.roleOf(vm.addr(6)) == Role.None, "roles");
    }

    function test_refuses_to_begin_without_chair_secretary_or_a_quorum_of_its_officers() public {
        Seat[] memory seats = _seats(3);
        vm.expectRevert(abi.encodeWithSelector(CouncilBoard.BadQuorum.selector, 0, 3));
        this.deploy(address(eas), 0, seats);
        vm.expectRevert(abi.encodeWithSelector(CouncilBoard.BadQuorum.selector, 4, 3));
        this.deploy(address(eas), 4, seats);
        // As 32 bits it would be 3.
        vm.expectRevert(abi.encodeWithSelector(CouncilBoard.BadQuorum.selector, 3 + 2 ** 32, 3));
        this.deploy(address(eas), 3 + 2 ** 32, seats);
        seats[0].role = Role.Member;
        vm.expectRevert(abi.encodeWithSelector(CouncilBoard.NoChair.selector));
        this.deploy(address(eas), 2, seats);
        seats = _seats(3);
        seats[1].role = Role.Member;
        vm.expectRevert(abi.encodeWithSelector(CouncilBoard.NoSecretary.selector));
        this.deploy(address(eas), 2, seats);
        seats = _seats(3);
        seats[2].who = address(0);
        vm.expectRevert(abi.encodeWithSelector(CouncilBoard.NoAddress.selector));
        this.deploy(address(eas), 2, seats);
    }

    function test_counts_an_officer_named_twice_once() public {
        Seat[] memory seats = _seats(4);
        seats[3] = Seat(vm.addr(3), Role.Secretary);
        CouncilBoard small = this.deploy(address(eas), 3, seats);
        _same(small.officers(), 3);
        _same(small.secretaries(), 2);
    }

    function test_rotates_officers_by_their_own_signatures() public {
        Seat[] memory seats = new Seat[](4);
        seats[0] = Seat(vm.addr(1), Role.None);
        seats[1] = Seat(vm.addr(3), Role.Chair);
        seats[2] = Seat(vm.addr(7), Role.Member);
        seats[3] = Seat(vm.addr(8), Role.Secretary);
        vm.expectEmit(true, false, false, true, address(board));
        emit CouncilBoard.Seated(vm.addr(1), Role.None, 2);
        vm.expectEmit(true, false, false, true, address(board));
        emit CouncilBoard.Seated(vm.addr(3), Role.Chair, 2);
        vm.expectEmit(true, false, false, true, address(board));
        emit CouncilBoard.Seated(vm.addr(7), Role.Member, 2);
        vm.expectEmit(true, false, false, true, address(board));
        emit CouncilBoard.Seated(vm.addr(8), Role.Secretary, 2);
        vm.expectEmit(true, false, false, true, address(board));
        emit CouncilBoard.Rotated(2, 4);
        rotate(seats, 4);
        _same(board.officers(), 6);
        _same(board.chairs(), 1);
        _same(board.secretaries(), 2);
        _same(board.quorum(), 4);
        _same(board.epoch(), 2);
        decideAs(_signDecision(board, RECORD, _keys(2, 5)));
    }

    function test_leaves_no_board_without_chair_or_secretary_or_out_of_reach() public {
        refusedRotation(one(vm.addr(1), Role.Member), 3, abi.encodeWithSelector(CouncilBoard.NoChair.selector));
        refusedRotation(one(vm.addr(1), Role.None), 3, abi.encodeWithSelector(CouncilBoard.NoChair.selector));
        refusedRotation(one(vm.addr(2), Role.None), 3, abi.encodeWithSelector(CouncilBoard.NoSecretary.selector));
        refusedRotation(one(address(0), Role.Member), 3, abi.encodeWithSelector(CouncilBoard.NoAddress.selector));
        refusedRotation(one(vm.addr(5), Role.None), 5, abi.encodeWithSelector(CouncilBoard.BadQuorum.selector, 5, 4));
        refusedRotation(new Seat[](0), 0, abi.encodeWithSelector(CouncilBoard.BadQuorum.selector, 0, 5));
    }

    function test_refuses_a_rotation_twice_too_late_or_too_weak() public {
        Seat[] memory seats = one(vm.addr(6), Role.Member);
        uint256 deadline = block.timestamp + 100;
        bytes32 digest = _rotation(board, seats, 2, deadline);
        CoSignature[] memory few = _signRotation(digest, _keys(1, 2));
        vm.expectRevert(abi.encodeWithSelector(CouncilBoard.TooFewSignatures.selector, 2, 3));
        board.rotate(seats, 2, deadline, few);
        CoSignature[] memory signatures = _signRotation(digest, _keys(1, 3));
        vm.warp(deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(CouncilBoard.Expired.selector, deadline));
        board.rotate(seats, 2, deadline, signatures);
        vm.warp(deadline);
        board.rotate(seats, 2, deadline, signatures);
        vm.expectRevert(abi.encodeWithSelector(CouncilBoard.NotSignedBy.selector, signatures[0].signer));
        board.rotate(seats, 2, deadline, signatures);
        _same(board.officers(), 6);
        _same(board.epoch(), 2);
    }

    function test_refuses_a_rotation_in_other_words() public {
        Seat[] memory seats = one(vm.addr(6), Role.Member);
        uint256 deadline = block.timestamp;
        CoSignature[] memory signatures = _signRotation(_rotation(board, seats, 3, deadline), _keys(1, 3));
        bytes memory refusal = abi.encodeWithSelector(CouncilBoard.NotSignedBy.selector, signatures[0].signer);
        vm.expectRevert(refusal);
        board.rotate(seats, 1, deadline, signatures);
        vm.expectRevert(refusal);
        board.rotate(seats, 3, deadline + 1, signatures);
        vm.expectRevert(refusal);
        board.rotate(one(vm.addr(6), Role.Chair), 3, deadline, signatures);
        vm.expectRevert(refusal);
        board.rotate(one(vm.addr(7), Role.Member), 3, deadline, signatures);
    }

    function test_revives_nothing_by_lowering_the_quorum() public {
        CoSignature[] memory two = _signDecision(board, RECORD, _keys(1, 2));
        refused(two, abi.encodeWithSelector(CouncilBoard.TooFewSignatures.selector, 2, 3));
        rotate(new Seat[](0), 2);
        refused(two, abi.encodeWithSelector(CouncilBoard.NotSignedBy.selector, two[0].signer));
        decideAs(_signDecision(board, RECORD, _keys(1, 2)));
    }

    function test_counts_epochs_beyond_nine_in_the_domain() public {
        for (uint256 i; i < 9; ++i) rotate(new Seat[](0), 3);
        (bytes1 fields, string memory name, string memory version, uint256 chainId, address where, bytes32 salt, uint256[] memory more) =
            board.eip712Domain();
        _same(keccak256(bytes(name)), keccak256("CouncilBoard"));
        _same(keccak256(bytes(version)), keccak256("10"));
        _is(fields == 0x0f && chainId == block.chainid && where == address(board), "domain");
        _is(salt == 0 && more.length == 0, "domain");
        decideAs(_signDecision(board, RECORD, _keys(1, 3)));
    }

    // --- what it has not

    function test_takes_no_ether_and_knows_no_other_call() public {
        vm.deal(address(this), 10 ether);
        CoSignature[] memory signatures = _signDecision(board, RECORD, _keys(1, 3));
        (bool taken,) = address(board).call{value: 1}("");
        _is(!taken, "ether");
        (taken,) = address(board).call{value: 1}(abi.encodeCall(CouncilBoard.decide, (RECORD, signatures)));
        _is(!taken, "ether with a decision");
        (taken,) = address(board).call(abi.encodeWithSignature("transferOwnership(address)", address(this)));
        _is(!taken, "an owner");
        (taken,) = address(board).call(abi.encodeWithSignature("upgradeTo(address)", address(this)));
        _is(!taken, "an upgrade");
        _same(address(board).balance, 0);
    }

    function test_has_no_way_to_run_others_code_or_to_vanish() public view {
        bytes memory code = address(board).code;
        for (uint256 i; i < code.length; ++i) {
            uint8 op = uint8(code[i]);
            // Bytes that are pushed are no instructions.
            if (op >= 0x60 && op <= 0x7f) i += op - 0x5f;
            else _is(op != 0xf4 && op != 0xf2 && op != 0xff, "delegatecall, callcode or selfdestruct");
        }
    }
}

contract Silent is IEAS {
    function attest(AttestationRequest calldata) external payable returns (bytes32) {
        return 0;
    }
}

contract Twice is IEAS {
    CouncilBoard board;
    bytes again;
    bytes public answer;

    function aim(CouncilBoard target, bytes32 recordHash, CoSignature[] calldata signatures) external {
        board = target;
        again = abi.encodeCall(CouncilBoard.decide, (recordHash, signatures));
    }

    function attest(AttestationRequest calldata) external payable returns (bytes32) {
        (, answer) = address(board).call(again);
        return keccak256("attested");
    }
}
