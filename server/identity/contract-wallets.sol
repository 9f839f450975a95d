// SPDX-License-Identifier: CC0-1.0
pragma solidity 0.8.37;
interface Wallet { function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4); }
contract Validator {
  bytes32 constant MAGIC = 0x6492649264926492649264926492649264926492649264926492649264926492;
  constructor(address signer, bytes32 hash, bytes memory signature) {
    bool ok = check(signer, hash, signature);
    assembly { mstore(0, ok) return(31, 1) }
  }
  function check(address signer, bytes32 hash, bytes memory signature) private returns (bool) {
    uint256 n = signature.length;
    bytes32 end;
    if (n >= 32) assembly { end := mload(add(signature, n)) }
    if (end != MAGIC) return says(signer, hash, signature);
    assembly { mstore(signature, sub(n, 32)) }
    (address factory, bytes memory making, bytes memory inner) = abi.decode(signature, (address, bytes, bytes));
    if (signer.code.length > 0 && says(signer, hash, inner)) return true;
    (bool made, ) = factory.call(making);
    return made && says(signer, hash, inner);
  }
  function says(address signer, bytes32 hash, bytes memory signature) private view returns (bool) {
    if (signer.code.length == 0) return false;
    (bool ok, bytes memory answer) = signer.staticcall(abi.encodeCall(Wallet.isValidSignature, (hash, signature)));
    return ok && answer.length >= 32 && abi.decode(answer, (bytes32)) == bytes32(Wallet.isValidSignature.selector);
  }
}
