namespace Joulemark.Machines.Linux;

/// <summary>
/// Names of arm64 server cores, whose cpuinfo has numbers in their place: implementer and part of the register MIDR_EL1, as
/// <c>arch/arm64/include/asm/cputype.h</c> lists them.
/// </summary>
internal static class ArmCores
{
    /// <summary>A core's name; its numbers where it is none of these.</summary>
    public static string Name(string implementer, string part) => (implementer, part) switch
    {
        ("0x41", "0xd0c") => "Arm Neoverse-N1",
        ("0x41", "0xd40") => "Arm Neoverse-V1",
        ("0x41", "0xd49") => "Arm Neoverse-N2",
        ("0x41", "0xd4f") => "Arm Neoverse-V2",
        ("0x41", "0xd84") => "Arm Neoverse-V3",
        ("0x41", "0xd8e") => "Arm Neoverse-N3",
        ("0x41", "0xd08") => "Arm Cortex-A72",
        ("0x43", "0x0af") => "Cavium ThunderX2",
        ("0x46", "0x001") => "Fujitsu A64FX",
        ("0x48", "0xd01") => "HiSilicon TSV110",
        ("0xc0", "0xac3") => "Ampere-1",
        ("0xc0", "0xac4") => "Ampere-1a",
        _ => $"arm64 implementer {implementer} part {part}",
    };
}
