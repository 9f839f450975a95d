// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// A body's board on a chain: it attests a decision through the Ethereum Attestation Service when enough of its officers have
// signed the hash of the record, among them a chair and a secretary. Signatures come in calldata and are forgotten; anybody may
// send the transaction, since signatures alone decide. No owner, no pause, no upgrade, no ether: the officers rotate themselves.

/// What an officer is; `None` is who has left.
enum Role {
    None,
    Chair,
    Secretary,
    Member
}

struct Seat {
    address who;
    Role role;
}

/// By `signer`, whose role is the board's to know: 65 bytes of a signature in their three parts, `v` 27 or 28.
struct CoSignature {
    address signer;
    bytes32 r;
    bytes32 s;
    uint8 v;
}

struct AttestationRequestData {
    address recipient;
    uint64 expirationTime;
    bool revocable;
    bytes32 refUID;
    bytes data;
    uint256 value;
}

struct AttestationRequest {
    bytes32 schema;
    AttestationRequestData data;
}

/// What is called of EAS 1.x.
interface IEAS {
    function attest(AttestationRequest calldata request) external payable returns (bytes32);
}

contract CouncilBoard {
    error NoAttestationService(address eas);
    error NoAddress();
    error NoChair();
    error NoSecretary();
    error BadQuorum(uint256 quorum, uint256 officers);
    error NoRecord();
    error AlreadyDecided(bytes32 recordHash);
    error NotAttested(bytes32 recordHash);
    error TooFewSignatures(uint256 given, uint256 quorum);
    error NotInOrder(address signer);
    error NotAnOfficer(address signer);
    error SecondForm(address signer);
    error NotSignedBy(address signer);
    error Expired(uint256 deadline);

    event Decided(bytes32 indexed recordHash, bytes32 indexed attestation, uint64 number);
    event Seated(address indexed who, Role role, uint64 epoch);
    event Rotated(uint64 indexed epoch, uint32 quorum);

    /// As EAS's registry reckons it: no resolver, so that nothing is called back, and irrevocable.
    bytes32 public constant SCHEMA =
        keccak256(abi.encodePacked("bytes32 recordHash,uint64 number", address(0), false));

    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant DECISION_TYPE = keccak256("Decision(bytes32 recordHash,string role)");
    bytes32 private constant SEAT_TYPE = keccak256("Seat(address who,string role)");
    bytes32 private constant ROTATION_TYPE =
        keccak256("Rotation(Seat[] seats,uint256 quorum,uint256 deadline)Seat(address who,string role)");

    /// Half the order of secp256k1: of the two forms of a signature the one with the smaller s counts (EIP-2).
    uint256 private constant HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;
    /// Stands for a decision while EAS is being called.
    bytes32 private constant BEING_ATTESTED = bytes32(uint256(1));

    IEAS public immutable eas;

    /// In one slot. `epoch` counts rotations from 1 and is the version of the domain that is signed under.
    uint64 public epoch;
    /// How many decisions there were: who hides the newest record cannot hide its number.
    uint64 public decisions;
    uint32 public quorum;
    uint32 public officers;
    uint32 public chairs;
    uint32 public secretaries;

    bytes32 public lastRecordHash;
    mapping(address who => Role) public roleOf;
    /// The attestation of a decision in EAS, by the hash of its record.
    mapping(bytes32 recordHash => bytes32) public attestationOf;

    constructor(IEAS service, uint256 quorum_, Seat[] memory seats) {
        if (address(service).code.length == 0) revert NoAttestationService(address(service));
        eas = service;
        epoch = 1;
        for (uint256 i; i < seats.length; ++i) _seat(seats[i].who, seats[i].role);
        _settle(quorum_);
    }

    /// Attests the decision whose record has this hash. Signers strictly ascending by address.
    function decide(bytes32 recordHash, CoSignature[] calldata signatures) external returns (bytes32 attestation) {
        if (recordHash == 0) revert NoRecord();
        if (attestationOf[recordHash] != 0) revert AlreadyDecided(recordHash);
        bytes32[4] memory digests;
        bytes32 domain = domainSeparator();
        for (uint256 role = uint256(Role.Chair); role <= uint256(Role.Member); ++role) {
            digests[role] =
                _digest(domain, keccak256(abi.encode(DECISION_TYPE, recordHash, _nameHash(Role(role)))));
        }
        _requireQuorum(digests, signatures);

        // All that is ours is written before another contract is called.
        uint64 number = ++decisions;
        lastRecordHash = recordHash;
        attestationOf[recordHash] = BEING_ATTESTED;
        attestation = eas.attest(
            AttestationRequest(
                SCHEMA,
                AttestationRequestData(address(0), 0, false, 0, abi.encode(recordHash, number), 0)
            )
        );
        if (attestation == 0) revert NotAttested(recordHash);
        attestationOf[recordHash] = attestation;
        emit Decided(recordHash, attestation, number);
    }

    /// Seats, moves and removes officers (`Role.None`) and sets the quorum, by a quorum of those who are officers now. Begins a
    /// new epoch, after which no signature of before counts: not for this again, and not for a decision under another quorum.
    function rotate(Seat[] calldata seats, uint256 quorum_, uint256 deadline, CoSignature[] calldata signatures)
        external
    {
        if (block.timestamp > deadline) revert Expired(deadline);
        bytes32[] memory hashes = new bytes32[](seats.length);
        for (uint256 i; i < seats.length; ++i) {
            hashes[i] = keccak256(abi.encode(SEAT_TYPE, seats[i].who, _nameHash(seats[i].role)));
        }
        bytes32 digest = _digest(
            domainSeparator(),
            keccak256(abi.encode(ROTATION_TYPE, keccak256(abi.encodePacked(hashes)), quorum_, deadline))
        );
        _requireQuorum([digest, digest, digest, digest], signatures);

        ++epoch;
        for (uint256 i; i < seats.length; ++i) _seat(seats[i].who, seats[i].role);
        _settle(quorum_);
    }

    /// The domain officers sign under now (EIP-5267).
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        fields = hex"0f";
        name = "CouncilBoard";
        version = _decimal(epoch);
        chainId = block.chainid;
        verifyingContract = address(this);
        salt = 0;
        extensions = new uint256[](0);
    }

    /// With the chain's id of now, so that nothing signed here counts on a chain that splits off.
    function domainSeparator() public view returns (bytes32) {
        return keccak256(
            abi.encode(
                DOMAIN_TYPE, keccak256("CouncilBoard"), keccak256(bytes(_decimal(epoch))), block.chainid, address(this)
            )
        );
    }

    function _requireQuorum(bytes32[4] memory digests, CoSignature[] calldata signatures) private view {
        if (signatures.length < quorum) revert TooFewSignatures(signatures.length, quorum);
        address last;
        bool chair;
        bool secretary;
        for (uint256 i; i < signatures.length; ++i) {
            CoSignature calldata given = signatures[i];
            if (given.signer <= last) revert NotInOrder(given.signer);
            last = given.signer;
            Role role = roleOf[last];
            if (role == Role.None) revert NotAnOfficer(last);
            if (uint256(given.s) > HALF_ORDER) revert SecondForm(last);
            if (ecrecover(digests[uint256(role)], given.v, given.r, given.s) != last) revert NotSignedBy(last);
            if (role == Role.Chair) chair = true;
            if (role == Role.Secretary) secretary = true;
        }
        if (!chair) revert NoChair();
        if (!secretary) revert NoSecretary();
    }

    function _seat(address who, Role role) private {
        if (who == address(0)) revert NoAddress();
        _count(roleOf[who], false);
        roleOf[who] = role;
        _count(role, true);
        emit Seated(who, role, epoch);
    }

    function _count(Role role, bool comes) private {
        if (role == Role.None) return;
        officers = comes ? officers + 1 : officers - 1;
        if (role == Role.Chair) chairs = comes ? chairs + 1 : chairs - 1;
        if (role == Role.Secretary) secretaries = comes ? secretaries + 1 : secretaries - 1;
    }

    /// Whoever is seated now can still decide and rotate.
    function _settle(uint256 quorum_) private {
        if (chairs == 0) revert NoChair();
        if (secretaries == 0) revert NoSecretary();
        if (quorum_ == 0 || quorum_ > officers) revert BadQuorum(quorum_, officers);
        quorum = uint32(quorum_);
        emit Rotated(epoch, quorum);
    }

    function _digest(bytes32 domain, bytes32 structHash) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function _nameHash(Role role) private pure returns (bytes32) {
        if (role == Role.Chair) return keccak256("chair");
        if (role == Role.Secretary) return keccak256("secretary");
        if (role == Role.Member) return keccak256("member");
        return keccak256("none");
    }

    function _decimal(uint256 value) private pure returns (string memory) {
        uint256 digits = 1;
        for (uint256 rest = value / 10; rest > 0; rest /= 10) ++digits;
        bytes memory text = new bytes(digits);
        for (uint256 place = digits; place > 0; value /= 10) text[--place] = bytes1(uint8(48 + value % 10));
        return string(text);
    }
}
