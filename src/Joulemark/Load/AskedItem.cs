using Joulemark.Workloads;

namespace Joulemark.Load;

/// <summary>An item of the task as it is being asked.</summary>
/// <param name="Number">Which item of the task, from 0.</param>
/// <param name="Item">The item, renewed where the pass asks for it.</param>
/// <param name="Conversation">Which conversation it is; null for a single question.</param>
internal sealed record AskedItem(int Number, TaskItem Item, int? Conversation);
