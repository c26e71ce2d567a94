-- Numbers by chance, the same for the same seed on every machine (L'Ecuyer's two generators).

do
    local A, B = 2147483563, 2147483399

    -- A function that gives whole numbers from 0 up to 2147483561.
    function walk.numbers(seed, stream)
        local x = 1 + (seed * 40014 + stream * 7919) % (A - 1)
        local y = 1 + (seed * 12211 + stream * 40692) % (B - 1)
        local function draw()
            x = 40014 * x % A
            y = 40692 * y % B
            return (x - y) % (A - 1)
        end
        for _ = 1, 20 do draw() end
        return draw
    end

    -- One of the list by a number; nil for an empty list.
    function walk.pick(list, number)
        if #list == 0 then return nil end
        return list[number % #list + 1]
    end

    -- True in `percent` of the cases; different from what `pick` makes of the same number.
    function walk.chance(number, percent) return math.floor(number / 7919) % 100 < percent end

    -- Another number made of one, where an event needs more than it carries.
    function walk.another(number, which) return (number * 16807 + which * 48271) % 2147483647 end
end
