namespace Joulemark.Machines.Linux;

/// <summary>What the firmware calls the machine and itself. Never its serial numbers: they say whose it is, not what it is.</summary>
internal static class FirmwareFacts
{
    public static void Capture(FactList facts, HostPaths paths)
    {
        var dmi = Path.Combine(paths.Sysfs, "class/dmi/id");
        facts.AddFile("machine.vendor", dmi, "sys_vendor");
        facts.AddFile("machine.product", dmi, "product_name");
        facts.AddFile("machine.product", paths.Sysfs, "firmware/devicetree/base/model"); // arm64 boards without DMI
        facts.AddFile("firmware.version", dmi, "bios_version");
        facts.AddFile("firmware.date", dmi, "bios_date");
    }
}
