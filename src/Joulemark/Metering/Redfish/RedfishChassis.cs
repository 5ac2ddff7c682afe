using System.Text.Json;

namespace Joulemark.Metering.Redfish;

/// <summary>A chassis as the BMC describes it.</summary>
internal sealed class RedfishChassis(string path, JsonElement body)
{
    /// <summary>Kinds that hold a whole machine. Boards, cards, shelves, drawers and racks are something else.</summary>
    private static readonly string[] MachineTypes = ["RackMount", "StandAlone", "Blade", "Sled", "Enclosure", "Other"];

    /// <summary>Kinds that stand in an enclosure together with others of their own.</summary>
    private static readonly string[] SharingTypes = ["Blade", "Sled"];

    public string Path { get; } = path;

    public JsonElement Body { get; } = body;

    public string Type => Body.Text("ChassisType") ?? "";

    /// <summary>Systems in it, without NVIDIA's HGX baseboards, which are a part of a machine and call themselves systems.</summary>
    public bool HasSystem => Body.Links("Links", "ComputerSystems").Any(s => !IsBaseboard(s));

    /// <summary>Whether it can be a machine: of a kind that holds one, or with a system in it.</summary>
    public bool MayBeMachine => !Body.IsAbsent() && !IsBaseboard(Path) && (HasSystem || Type.Length == 0 || MachineTypes.Contains(Type, StringComparer.Ordinal));

    /// <summary>
    /// The one that is the machine, among those with a reading of their input: the one that holds the others, unless it is
    /// an enclosure that several machines share. Null where that leaves several or none.
    /// </summary>
    /// <param name="candidates">Those with a reading.</param>
    /// <param name="all">All there are.</param>
    public static RedfishChassis? Machine(IReadOnlyList<RedfishChassis> candidates, IReadOnlyList<RedfishChassis> all)
    {
        var own = candidates.Where(c => !all.Any(i => SharingTypes.Contains(i.Type, StringComparer.Ordinal) && i.IsIn(c, all))).ToList();
        var top = own.Where(c => !own.Exists(o => c.IsIn(o, all))).ToList();
        return top is [var only] ? only : top.Where(c => c.HasSystem).ToList() is [var withSystem] ? withSystem : null;
    }

    private static bool IsBaseboard(string path) => path[(path.TrimEnd('/').LastIndexOf('/') + 1)..].StartsWith("HGX_", StringComparison.Ordinal);

    /// <summary>Whether it stands in another, at whatever depth.</summary>
    private bool IsIn(RedfishChassis outer, IReadOnlyList<RedfishChassis> all)
    {
        // As many steps as there are chassis, so that links in a circle come to an end.
        var at = this;
        for (var steps = 0; steps < all.Count; steps++)
        {
            var inner = at;
            at = all.FirstOrDefault(c => c != inner && c.HoldsDirectly(inner));
            if (at is null || at == outer)
                return at == outer;
        }

        return false;
    }

    private bool HoldsDirectly(RedfishChassis other) =>
        Same(other.Body.Link("Links", "ContainedBy"), Path) || Body.Links("Links", "Contains").Any(c => Same(c, other.Path));

    private static bool Same(string? left, string right) => string.Equals(left?.TrimEnd('/'), right.TrimEnd('/'), StringComparison.Ordinal);
}
